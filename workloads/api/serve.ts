import { httpServer, closeServer, listen } from "../http/httpServer";
import { Cors } from "../http/cors";
import { hydratePrices } from "../prices/prices";
import { log, type Running } from "../process/run";
import { isFeatureOn, requiredVariables } from "../process/variables";
import { healthRoute } from "../stores/health";
import { openPostgres } from "../stores/postgres";
import { openRedis } from "../stores/redis";
import type { ApiContext } from "./context";
import { futuresRoutes } from "./futures";
import { positionRoutes } from "./positions";
import { sessionRoutes } from "./session";
import { walletRoutes } from "./wallet";
import type { Route } from "../http/answer";

/** Serves the platform's API. */
export async function serveApi(): Promise<Running> {
  const variables = requiredVariables([
    "PORT",
    "CORS_ORIGINS",
    "COOKIE_DOMAIN",
    "PUBLIC_API_URL",
    "PUBLIC_FRONTEND_URL",
    "PUBLIC_WS_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "JWT_SECRET",
    "REFRESH_TOKEN_SECRET",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
  ]);
  const postgres = openPostgres(variables.DATABASE_URL);
  const redis = openRedis(variables.REDIS_URL);
  const isFuturesOn = isFeatureOn("FUTURES");
  const routes = apiRoutes({ postgres, redis, variables, isFuturesOn });
  const server = httpServer({ name: "api", routes, cors: new Cors(variables.CORS_ORIGINS) });
  await listen(server, variables.PORT);
  log("api", `listens on ${variables.PORT}`);
  hydratePrices(redis, postgres).then(
    (count) => log("api", `${count} instruments are in Redis`),
    (error: Error) => log("api", `Redis is not filled with instruments: ${error.message}`),
  );
  return {
    close: async () => {
      await closeServer(server);
      redis.disconnect();
      await postgres.end();
    },
  };
}

/** All that the API answers. */
export function apiRoutes(context: ApiContext): Route[] {
  const { postgres, redis } = context;
  return [
    healthRoute(postgres, redis),
    ...sessionRoutes(context),
    ...positionRoutes(context),
    ...walletRoutes(context),
    ...futuresRoutes(context),
  ];
}
