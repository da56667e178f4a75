import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { Cors } from "../http/cors";
import { closeServer, httpServer, listen } from "../http/httpServer";
import { priceChannel } from "../prices/prices";
import { log, type Running } from "../process/run";
import { isFeatureOn, requiredVariables } from "../process/variables";
import { healthRoute } from "../stores/health";
import { openPostgres } from "../stores/postgres";
import { openRedis } from "../stores/redis";
import { Clients } from "./clients";
import { judgeUpgrade, type UpgradeRules } from "./upgrade";

/** Largest message of a client, in bytes; clients have little to say. */
const largestMessage = 16 * 1024;

/** How long a client may take to answer the end of its connection, in milliseconds. */
const patienceMs = 2_000;

/** Serves the platform's WebSockets, over which prices go out. */
export async function serveWebSockets(): Promise<Running> {
  const variables = requiredVariables([
    "PORT",
    "CORS_ORIGINS",
    "PUBLIC_API_URL",
    "PUBLIC_FRONTEND_URL",
    "PUBLIC_WS_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "JWT_SECRET",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
  ]);
  const rules: UpgradeRules = {
    cors: new Cors(variables.CORS_ORIGINS),
    jwtSecret: variables.JWT_SECRET,
    isFuturesOn: isFeatureOn("FUTURES"),
  };
  const postgres = openPostgres(variables.DATABASE_URL);
  const redis = openRedis(variables.REDIS_URL);
  // A connection that listens to a channel can do nothing else.
  const subscriber = openRedis(variables.REDIS_URL);
  const prices = new Clients();
  const futures = new Clients();
  subscriber.on("message", (_channel, text: string) => prices.send(text));
  // It is repeated after every reconnection; the first one may take a while.
  subscriber.subscribe(priceChannel).catch((error: Error) => {
    log("ws", `prices are not heard: ${error.message}`);
  });

  const server = httpServer({
    name: "ws",
    routes: [
      healthRoute(postgres, redis),
      {
        path: "/",
        methods: { GET: () => ({ status: 426, headers: { upgrade: "websocket" } }) },
      },
    ],
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage });
  server.on("upgrade", (request, connection, head) => {
    connection.on("error", () => connection.destroy());
    const judged = judgeUpgrade(request, rules);
    if ("status" in judged) return refuse(connection, judged);
    sockets.handleUpgrade(request, connection, head, (socket) => {
      const isFutures = judged.channel === "futures";
      (isFutures ? futures : prices).add(socket);
      socket.send(JSON.stringify({ type: isFutures ? "futures_connected" : "connected" }));
    });
  });
  await listen(server, variables.PORT);
  log("ws", `listens on ${variables.PORT}`);
  return {
    close: async () => {
      const closed = closeServer(server);
      await Promise.all([prices.close(), futures.close()]);
      // Who does not answer the farewell is not waited for.
      const impatience = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, patienceMs);
      await closed;
      clearTimeout(impatience);
      redis.disconnect();
      subscriber.disconnect();
      await postgres.end();
    },
  };
}

function refuse(
  connection: Duplex,
  { status, reason }: { readonly status: number; readonly reason: string },
): void {
  const body = JSON.stringify({ error: reason });
  connection.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
