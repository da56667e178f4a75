import { closeServer, httpServer, listen } from "../http/httpServer";
import { log, type Running } from "../process/run";
import { requiredVariables } from "../process/variables";
import { healthRoute } from "../stores/health";
import { openPostgres } from "../stores/postgres";
import { openRedis } from "../stores/redis";
import { flushWallets } from "./flushWallets";

/** How often balances are written, in milliseconds. */
const everyMs = 1_000;

/** Moves balances from Redis to Postgres for as long as it runs. */
export async function serveFlusher(): Promise<Running> {
  const variables = requiredVariables([
    "PORT",
    "DATABASE_URL",
    "REDIS_URL",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
  ]);
  const postgres = openPostgres(variables.DATABASE_URL);
  const redis = openRedis(variables.REDIS_URL);
  let round: Promise<void> = Promise.resolve();
  let isEnding = false;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    round = flushWallets(redis, postgres).then(
      (count) => void (count > 0 && log("flusher", `${count} balances written`)),
      (error: Error) => log("flusher", `balances were not written: ${error.message}`),
    );
    void round.then(() => {
      if (!isEnding) timer = setTimeout(flush, everyMs);
    });
  };
  flush();

  const server = httpServer({
    name: "flusher",
    routes: [healthRoute(postgres, redis)],
  });
  await listen(server, variables.PORT);
  log("flusher", `listens on ${variables.PORT}`);
  return {
    close: async () => {
      isEnding = true;
      clearTimeout(timer);
      await round;
      await closeServer(server);
      redis.disconnect();
      await postgres.end();
    },
  };
}
