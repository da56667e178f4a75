/** Ports of loopback behind addresses of the emulated internet: `192.0.2.10:443` is really `127.0.0.1:41873`. */
export class Network {
  private readonly listeners = new Map<string, number>();

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
}

function keyOf(address: string, port: number): string {
  return `${address.toLowerCase()}|${port}`;
}
