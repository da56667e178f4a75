import type { Say, Subject } from "./providerFront";

/** The types that the local cloud has no model of, and has said so. */
export class UnmodelledTypes {
  private readonly announced = new WeakMap<Say, Set<string>>();

  /** Says that the resource's type has no model, the first time to each listener. */
  announce({ token, urn }: Subject, say: Say): void {
    const told = this.announced.get(say) ?? new Set();
    if (told.has(token)) return;
    this.announced.set(say, told.add(token));
    say(
      "warning",
      `The local cloud has no model of ${token}: it is kept as given, and nothing about it is checked.`,
      urn,
    );
  }
}
