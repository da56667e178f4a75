import type { Redis } from "ioredis";
import type { Pool } from "pg";
import type { Route } from "../http/answer";

/** How long a store may take to answer, in milliseconds: less than the 3 s of the platform's probes. */
const timeoutMs = 2_000;

/** What `/health` says. */
export interface Health {
  readonly status: "ok" | "unavailable";
  /** Each store: `ok`, or what is wrong with it. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Asks each store whether it answers. */
export async function health(
  checks: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<Health> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcome(check)] as const),
  );
  const isWell = results.every(([, result]) => result === "ok");
  return { status: isWell ? "ok" : "unavailable", checks: Object.fromEntries(results) };
}

async function outcome(check: () => Promise<unknown>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer in ${timeoutMs / 1000} s`), timeoutMs);
  });
  const answer = check().then(
    () => "ok",
    (error: Error & { code?: string }) => error.message || (error.code ?? error.name),
  );
  const result = await Promise.race([answer, late]);
  clearTimeout(timer);
  return result;
}

/** `/health` of a workload: 200 while both stores answer, or else 503 with the one that doesn't. */
export function healthRoute(postgres: Pool, redis: Redis): Route {
  const answer = async () => {
    const found = await health({
      postgres: () => postgres.query("SELECT 1"),
      redis: () => redis.ping(),
    });
    return { status: found.status === "ok" ? 200 : 503, body: found };
  };
  return { path: "/health", methods: { GET: answer } };
}
