import net from "node:net";

const loopback = "127.0.0.1";

/** Ports of loopback behind addresses of the emulated internet: `192.0.2.10:443` is really `127.0.0.1:41873`. */
export class Network {
  private readonly listeners = new Map<string, number>();
  /** Addresses that connections come from, by their own port of loopback. */
  private readonly sources = new Map<number, string>();

  /**
   * A server listens at an address.
   *
   * @param loopbackPort Where it really listens, on 127.0.0.1.
   * @returns Takes it away again.
   */
  listen(address: string, port: number, loopbackPort: number): () => void {
    const key = keyOf(address, port);
    this.listeners.set(key, loopbackPort);
    return () => {
      if (this.listeners.get(key) === loopbackPort) this.listeners.delete(key);
    };
  }

  /** The loopback port behind an address; undefined when nobody listens there. */
  route(address: string, port: number): number | undefined {
    return this.listeners.get(keyOf(address, port));
  }

  /**
   * Connects to an address.
   *
   * @param from Address that the server sees the connection come from.
   * @returns The socket, which may still fail; undefined when nobody listens there.
   */
  connect(address: string, port: number, from: string): net.Socket | undefined {
    const loopbackPort = this.route(address, port);
    if (loopbackPort === undefined) return undefined;
    const socket = net.connect({ host: loopback, port: loopbackPort, noDelay: true });
    socket.once("connect", () => {
      const { localPort } = socket;
      if (localPort === undefined) return;
      this.sources.set(localPort, from);
      socket.once("close", () => this.sources.delete(localPort));
    });
    return socket;
  }

  /** Address that a connection comes from; loopback's own where it was not made with `connect`. */
  sourceOf(socket: Pick<net.Socket, "remotePort">): string {
    return this.sources.get(socket.remotePort ?? 0) ?? loopback;
  }
}

function keyOf(address: string, port: number): string {
  return `${address.toLowerCase()}|${port}`;
}
