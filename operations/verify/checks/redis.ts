import { type Check, fail, pass, type Verdict } from "../check";
import { deployAgain } from "../mends";
import { apiVersions } from "../resources";
import type { VerifyContext } from "../verifyContext";

/** `redis tls` */
export function redisChecks(context: VerifyContext): Check[] {
  return [
    {
      name: "redis tls",
      about: "the cache takes connections over TLS 1.2 or newer only",
      run: () => redisTls(context),
    },
  ];
}

/** What `redis tls` comes to. */
export function redisTls(context: VerifyContext): Promise<Verdict> {
  return context.verdict("redis tls", () =>
    context.target.settings.redis.kind === "managed"
      ? judgeManaged(context)
      : judgeClassic(context),
  );
}

const newEnough: ReadonlySet<string> = new Set(["1.2", "1.3"]);

/** @see https://learn.microsoft.com/azure/redis/tls-configuration */
async function judgeManaged({ target }: VerifyContext): Promise<Verdict> {
  const { azure, outputs } = target;
  const id = outputs.resourceIds.redis;
  const [cluster, database] = await Promise.all([
    azure.get<{ minimumTlsVersion?: string }>(id, apiVersions.redisEnterprise),
    azure.get<{ clientProtocol?: string }>(`${id}/databases/default`, apiVersions.redisEnterprise),
  ]);
  if (cluster === undefined || database === undefined) {
    return fail(
      `${outputs.resourceNames.redis} is not there, or has no database`,
      deployAgain(target),
    );
  }
  const { minimumTlsVersion = "none" } = cluster.properties;
  const { clientProtocol = "none" } = database.properties;
  const saw = `${clientProtocol}, TLS ${minimumTlsVersion} or newer`;
  return clientProtocol === "Encrypted" && newEnough.has(minimumTlsVersion)
    ? pass(saw)
    : fail(`${saw}; wanted Encrypted, TLS 1.2`, deployAgain(target));
}

/** @see https://learn.microsoft.com/azure/azure-cache-for-redis/cache-remove-tls-10-11 */
async function judgeClassic({ target }: VerifyContext): Promise<Verdict> {
  const { azure, outputs } = target;
  const cache = await azure.get<{ minimumTlsVersion?: string; enableNonSslPort?: boolean }>(
    outputs.resourceIds.redis,
    apiVersions.redis,
  );
  if (cache === undefined)
    return fail(`${outputs.resourceNames.redis} is not there`, deployAgain(target));
  const { minimumTlsVersion = "none", enableNonSslPort = false } = cache.properties;
  const saw = `port without TLS ${enableNonSslPort ? "open" : "closed"}, TLS ${minimumTlsVersion} or newer`;
  return !enableNonSslPort && newEnough.has(minimumTlsVersion)
    ? pass(saw)
    : fail(`${saw}; wanted closed, TLS 1.2`, deployAgain(target));
}
