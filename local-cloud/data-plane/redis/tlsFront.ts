import net from "node:net";
import tls from "node:tls";
import type { Credentials } from "../../trust/authority";
import { listenOnLoopback, type LoopbackServer } from "../http/loopbackServer";

/** Takes TLS connections on a port of 127.0.0.1, and hands what is in them on to another. */
export class TlsFront {
  private readonly server: tls.Server;
  private readonly listening: LoopbackServer;

  private constructor(server: tls.Server, listening: LoopbackServer) {
    this.server = server;
    this.listening = listening;
  }

  /** @param inner Port of 127.0.0.1 of what answers now; undefined while nothing does. */
  static async listen(
    credentials: Credentials,
    minVersion: tls.SecureVersion,
    inner: () => number | undefined,
  ): Promise<TlsFront> {
    const options = { cert: credentials.certificate, key: credentials.key, minVersion };
    const server = tls.createServer(options, (outside) => {
      const port = inner();
      if (port === undefined) {
        outside.destroy();
        return;
      }
      const inside = net.connect(port, "127.0.0.1");
      for (const socket of [outside, inside]) {
        // The other one ends when this one does, however that is.
        socket.on("error", () => undefined);
        socket.on("close", () => {
          outside.destroy();
          inside.destroy();
        });
      }
      outside.pipe(inside).pipe(outside);
    });
    return new TlsFront(server, await listenOnLoopback(server));
  }

  get port(): number {
    return this.listening.port;
  }

  /** Shows another certificate to those who come from now on. */
  show(credentials: Credentials, minVersion: tls.SecureVersion): void {
    this.server.setSecureContext({
      cert: credentials.certificate,
      key: credentials.key,
      minVersion,
    });
  }

  /** Stops listening, and cuts whatever is connected. */
  close(): Promise<void> {
    return this.listening.close();
  }
}
