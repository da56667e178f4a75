import { postgresState } from "./postgres";
import { redisTls } from "./redis";
import type { VerifyContext } from "../verifyContext";

/**
 * The check that says why no app can be well: they all stand on the database and the cache.
 *
 * @returns Its name; undefined when both are as they should be, as far as can be told.
 */
export async function failingStore(context: VerifyContext): Promise<string | undefined> {
  const verdicts = {
    "postgres state": await postgresState(context),
    "redis tls": await redisTls(context),
  };
  return Object.entries(verdicts).find(([, { outcome }]) => outcome === "fail")?.[0];
}
