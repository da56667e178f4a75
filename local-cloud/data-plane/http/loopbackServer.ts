import type { AddressInfo, Server, Socket } from "node:net";

/** A server on loopback. */
export interface LoopbackServer {
  readonly port: number;
  /** Stops listening, and cuts whatever is connected. */
  close(): Promise<void>;
}

/**
 * Has a server listen on 127.0.0.1. What goes wrong with a connection is the connection's own affair, and ends it.
 *
 * @param port 0 for any free one.
 * @throws NodeJS.ErrnoException when the port can't be had.
 */
export async function listenOnLoopback(server: Server, port = 0): Promise<LoopbackServer> {
  const connections = new Set<Socket>();
  server.on("connection", (connection: Socket) => {
    connections.add(connection);
    connection.on("error", () => connection.destroy());
    connection.once("close", () => connections.delete(connection));
  });
  server.on("clientError", (_error: Error, connection: Socket) => connection.destroy());
  server.on("tlsClientError", (_error: Error, connection: Socket) => connection.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  // Who can't be taken, as for want of file descriptors, is not; that is no reason to end the process.
  server.on("error", () => undefined);
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}
