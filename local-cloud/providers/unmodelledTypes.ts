import type { Say, Subject } from "./providerFront";

/** The types that the local cloud has no model of, and has said so. */
export class UnmodelledTypes {
  private readonly announced = new Set<string>();

  /** Says that the resource's type has no model, the first time. */
  announce({ token, urn }: Subject, say: Say): void {
    if (this.announced.has(token)) return;
    this.announced.add(token);
    say(
      "warning",
      `The local cloud has no model of ${token}: it is kept as given, and nothing about it is checked.`,
      urn,
    );
  }
}
