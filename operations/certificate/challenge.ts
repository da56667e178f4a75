import { promises as dns } from "node:dns";
import { setTimeout as wait } from "node:timers/promises";
import { redacted } from "./pem";
import type { DnsZone } from "./places";

/** How long to wait for a record, and how often to look, in milliseconds. */
export interface Patience {
  readonly timeoutMs: number;
  readonly pollMs: number;
}

/**
 * Answers a challenge for as long as the work lasts: writes the record, waits until every server of the zone shows
 * it, and takes it away again, however the work ends.
 *
 * @param text What the record says.
 * @param say Told when the record can't be taken away.
 * @throws Error when the record does not show in time, {@link Interrupted} after Ctrl-C, or whatever the work throws.
 * @see https://www.rfc-editor.org/rfc/rfc8555#section-8.4
 */
export async function answering<T>(
  zone: DnsZone,
  hostname: string,
  text: string,
  work: () => Promise<T>,
  patience: Patience,
  say: (line: string) => void,
): Promise<T> {
  const name = `_acme-challenge.${hostname}`;
  const interruption = interrupted();
  const id = await zone.addTxt(name, text);
  const answered = async () => {
    for (const server of await zone.servers()) await untilShown(server, name, text, patience);
    return work();
  };
  try {
    return await Promise.race([answered(), interruption.signal]);
  } finally {
    interruption.forget();
    await zone.remove(id).catch((error: unknown) => {
      const why = redacted(error instanceof Error ? error.message : String(error));
      say(`The TXT record ${name} is left behind, and harmless; remove it by hand: ${why}`);
    });
  }
}

/** Ends the command as the signal would have; what began is put in order first. */
export class Interrupted extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
    this.name = "Interrupted";
    this.signal = signal;
  }
}

function interrupted(): { readonly signal: Promise<never>; forget(): void } {
  let stop: (signal: NodeJS.Signals) => void = () => undefined;
  const signal = new Promise<never>((_, reject) => {
    stop = (name) => reject(new Interrupted(name));
  });
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return { signal, forget: () => void process.off("SIGINT", stop).off("SIGTERM", stop) };
}

async function untilShown(
  server: string,
  name: string,
  text: string,
  { timeoutMs, pollMs }: Patience,
): Promise<void> {
  const resolver = new dns.Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([server]);
  const end = Date.now() + timeoutMs;
  let seen = "";
  for (;;) {
    try {
      const records = await resolver.resolveTxt(name);
      if (records.some((strings) => strings.join("") === text)) return;
      seen = `${records.length} other record${records.length === 1 ? "" : "s"}`;
    } catch (error) {
      seen = (error as NodeJS.ErrnoException).code ?? String(error);
    }
    if (Date.now() >= end) {
      throw new Error(
        `${server} does not show the TXT record ${name} after ${timeoutMs / 1000} s: ${seen}`,
      );
    }
    await wait(pollMs);
  }
}
