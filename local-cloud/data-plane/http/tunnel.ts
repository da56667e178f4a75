import { finished, type Duplex, type Readable, type Writable } from "node:stream";

/** Connections that pass on to each other what comes on them. */
export interface Tunnel {
  /** Settles once all of them are closed. */
  readonly closed: Promise<void>;
  /** Closes them at once. */
  destroy(): void;
  /** When something last passed, in any direction: milliseconds since 1970 by the machine's clock. */
  lastActivity(): number;
}

/** Connects two connections with each other: where one ends, so does the other. */
export function openTunnel(client: Duplex, server: Duplex): Tunnel {
  return passOn([
    [client, server],
    [server, client],
  ]);
}

/** Passes on to each target what comes from its source, and closes it behind that. */
export function passOn(directions: readonly (readonly [Readable, Writable])[]): Tunnel {
  const streams = [...new Set<Readable | Writable>(directions.flat())];
  let last = Date.now();
  const note = () => (last = Date.now());
  const destroy = () => {
    for (const stream of streams) stream.destroy();
  };
  const closed = Promise.all(streams.map(gone)).then(() => undefined);
  for (const stream of streams) stream.on("error", destroy);
  for (const [from, to] of directions) {
    from.on("data", note);
    from.once("close", () => {
      if (from.readableEnded) closeBehind(to);
      else to.destroy();
    });
    from.pipe(to);
  }
  return { closed, destroy, lastActivity: () => last };
}

/** Closes a stream once everything that was written to it is out. */
function closeBehind(stream: Writable): void {
  stream.end();
  finished(stream, { readable: false }, () => stream.destroy());
}

function gone(stream: Readable | Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) resolve();
    else stream.once("close", resolve);
  });
}
