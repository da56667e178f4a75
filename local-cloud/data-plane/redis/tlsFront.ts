import net from "node:net";
import tls from "node:tls";
import type { Credentials } from "../../trust/authority";

/** Takes TLS connections on a port of 127.0.0.1, and hands what is in them on to another. */
export class TlsFront {
  readonly port: number;
  private readonly server: tls.Server;
  private readonly sockets: Set<net.Socket>;

  private constructor(port: number, server: tls.Server, sockets: Set<net.Socket>) {
    this.port = port;
    this.server = server;
    this.sockets = sockets;
  }

  /** @param inner Port of 127.0.0.1 of what answers now; undefined while nothing does. */
  static async listen(
    credentials: Credentials,
    minVersion: tls.SecureVersion,
    inner: () => number | undefined,
  ): Promise<TlsFront> {
    const sockets = new Set<net.Socket>();
    const options = { cert: credentials.certificate, key: credentials.key, minVersion };
    const server = tls.createServer(options, (outside) => {
      const port = inner();
      if (port === undefined) {
        outside.destroy();
        return;
      }
      const inside = net.connect(port, "127.0.0.1");
      for (const socket of [outside, inside]) {
        sockets.add(socket);
        // The other one ends when this one does, however that is.
        socket.on("error", () => undefined);
        socket.on("close", () => {
          sockets.delete(socket);
          outside.destroy();
          inside.destroy();
        });
      }
      outside.pipe(inside).pipe(outside);
    });
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return new TlsFront(port, server, sockets);
  }

  /** Shows another certificate to those who come from now on. */
  show(credentials: Credentials, minVersion: tls.SecureVersion): void {
    this.server.setSecureContext({
      cert: credentials.certificate,
      key: credentials.key,
      minVersion,
    });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
