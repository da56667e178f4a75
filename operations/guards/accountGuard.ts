import fs from "node:fs";
import { parse } from "yaml";
import { call, type CloudflareAccess } from "../certificate/cloudflareApi";
import { stackFile } from "../project";
import type { Settings } from "../../settings";
import { azureAccount } from "./azureAccount";
import type { GuardCheck, GuardResult } from "./guardResult";

const guard = "account";

/** The account that a stack's file pins. The provider deploys to no other, whoever is signed in. */
export interface PinnedAccount {
  /** `azure-native:subscriptionId` */
  readonly subscriptionId: string | undefined;
  /** `azure-native:tenantId` */
  readonly tenantId: string | undefined;
}

/** What {@link accountGuard} compares with. */
export interface AccountContext {
  readonly stack: string;
  readonly hostnames: Pick<Settings["hostnames"], "zone" | "zoneId">;
  readonly pinned: PinnedAccount;
  /** Whether it is the local cloud, which makes its ids up. */
  readonly local: boolean;
  /** @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
  /** Where Cloudflare's API answers; the tests have one of their own. */
  readonly cloudflareUrl?: string;
}

/**
 * Reads what a stack's file pins.
 *
 * @see https://www.pulumi.com/registry/packages/azure-native/installation-configuration/
 */
export function pinnedAccount(stack: string, folder?: string): PinnedAccount {
  const document = parse(fs.readFileSync(stackFile(stack, folder), "utf8"), { merge: true }) as {
    config?: Record<string, unknown>;
  } | null;
  const text = (key: string) => {
    const value = document?.config?.[key];
    return typeof value === "string" ? value : undefined;
  };
  return {
    subscriptionId: text("azure-native:subscriptionId"),
    tenantId: text("azure-native:tenantId"),
  };
}

/**
 * Asks whether who is signed in is so where the stack belongs, so that a wrong login can't touch it. What isn't pinned
 * is refused as well: nobody could tell.
 */
export function accountGuard(context: AccountContext): GuardCheck {
  if (context.local) {
    const seen = "the local cloud makes its own ids; nothing is compared";
    return {
      guard,
      run: async () => [{ guard, subject: "local cloud", outcome: "pass", seen }],
    };
  }
  return {
    guard,
    run: async () => [...(await judgeAzure(context)), await judgeZone(context)],
  };
}

async function judgeAzure({
  stack,
  pinned,
  environment = process.env,
}: AccountContext): Promise<GuardResult[]> {
  const account = await azureAccount(environment).catch((error: Error) => error.message);
  const compared = [
    ["subscription", "subscriptionId", "az account set --subscription"],
    ["tenant", "tenantId", "az login --tenant"],
  ] as const;
  return compared.map(([what, key, command]) => {
    const wanted = pinned[key];
    return judge({
      subject: `Azure ${what}`,
      wanted,
      found: typeof account === "string" ? undefined : account[key],
      source: typeof account === "string" ? account : account.source,
      pin: `pulumi config set --stack ${stack} azure-native:${key} <id of ${stack}'s ${what}>`,
      mend: `Sign in there: ${command} ${wanted}; in CI, the variables ARM_SUBSCRIPTION_ID and ARM_TENANT_ID.`,
    });
  });
}

async function judgeZone({
  stack,
  hostnames: { zone, zoneId },
  environment = process.env,
  cloudflareUrl,
}: AccountContext): Promise<GuardResult> {
  const token = environment["CLOUDFLARE_API_TOKEN"];
  const seen = token
    ? await seenZone({ token, ...(cloudflareUrl && { url: cloudflareUrl }) }, zone)
    : { id: undefined, source: "CLOUDFLARE_API_TOKEN is not set" };
  return judge({
    subject: `Cloudflare zone ${zone}`,
    wanted: zoneId,
    found: seen.id,
    source: seen.source,
    pin: `pulumi config set --stack ${stack} --path 'ftl:hostnames.zoneId' <id of ${zone}>`,
    mend: `Set CLOUDFLARE_API_TOKEN to a token that has Zone Read and DNS Write on ${zone}, and on no other zone of that name.`,
  });
}

async function seenZone(
  access: CloudflareAccess,
  zone: string,
): Promise<{ id: string | undefined; source: string }> {
  try {
    const zones = await call<{ id: string; name: string }[]>(access, "GET", `/zones?name=${zone}`);
    const id = zones.find(({ name }) => name === zone)?.id;
    const source =
      id === undefined ? "the token does not see the zone" : "what CLOUDFLARE_API_TOKEN sees";
    return { id, source };
  } catch (error) {
    return { id: undefined, source: (await tokenStatus(access)) ?? (error as Error).message };
  }
}

/**
 * Why a token is of no use, if Cloudflare says so. It does not of a token that belongs to an account.
 *
 * @see https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/
 */
async function tokenStatus(access: CloudflareAccess): Promise<string | undefined> {
  try {
    const { status } = await call<{ status: string }>(access, "GET", "/user/tokens/verify");
    return status === "active" ? undefined : `CLOUDFLARE_API_TOKEN is ${status}`;
  } catch {
    return undefined;
  }
}

/** The verdict on one id. */
function judge({
  subject,
  wanted,
  found,
  source,
  pin,
  mend,
}: {
  readonly subject: string;
  readonly wanted: string | undefined;
  readonly found: string | undefined;
  readonly source: string;
  readonly pin: string;
  readonly mend: string;
}): GuardResult {
  if (wanted === undefined) {
    return { guard, subject, outcome: "fail", seen: "not pinned in the stack's file", mend: pin };
  }
  if (found === undefined) {
    return { guard, subject, outcome: "cannotTell", seen: `pinned is ${wanted}; ${source}`, mend };
  }
  const same = found.toLowerCase() === wanted.toLowerCase();
  return same
    ? { guard, subject, outcome: "pass", seen: `${found} (${source})` }
    : { guard, subject, outcome: "fail", seen: `${found} (${source}); pinned is ${wanted}`, mend };
}
