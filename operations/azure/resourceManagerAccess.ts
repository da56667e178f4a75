import fs from "node:fs";
import {
  ClientSecretCredential,
  DefaultAzureCredential,
  type TokenCredential,
} from "@azure/identity";
import { authorityFile, vendorVariables } from "../../local-cloud";
import { lockHolder } from "../local/localLock";
import type { LocalSession } from "../local/session";
import { Refusal } from "../refusal";

/** Options that every `@azure/arm-*` client takes. */
export interface ClientOptions {
  /** @default https://management.azure.com */
  readonly endpoint?: string;
  /** Certificate authorities that these clients trust, and nothing else in the process. */
  readonly tlsOptions?: { readonly ca: string };
  /** How often a request is sent again that was throttled or met no answer. @default 3 times */
  readonly retryOptions?: { readonly maxRetries: number };
}

/** With what a command makes its clients of Resource Manager. */
export interface ResourceManagerAccess {
  readonly credential: TokenCredential;
  readonly clientOptions: ClientOptions;
  /** What the time is there. */
  now(): Date;
}

/**
 * Azure itself, as whoever is signed in: `az login`, a federated workflow, or `AZURE_*` variables.
 *
 * @param tenantId Which of the person's tenants. @default their own
 * @see https://learn.microsoft.com/javascript/api/overview/azure/identity-readme#defaultazurecredential
 */
export function realAccess(tenantId?: string): ResourceManagerAccess {
  return {
    credential: new DefaultAzureCredential(tenantId === undefined ? {} : { tenantId }),
    clientOptions: {},
    now: () => new Date(),
  };
}

/**
 * The local cloud's Resource Manager: its own, or that of the process which shares it.
 *
 * @throws Refusal when that one doesn't serve the vendors' APIs.
 */
export async function localAccess(session: LocalSession): Promise<ResourceManagerAccess> {
  const { cloud, folder } = session;
  const port = cloud?.api?.port ?? (await lockHolder(folder.lock))?.apiPort;
  if (port === undefined) {
    throw new Refusal("The local cloud that is running serves no API. Use 'npx ftl local serve'.");
  }
  const variables = vendorVariables(folder.folder, port);
  const ca = fs.readFileSync(authorityFile(folder.folder), "utf8");
  return {
    ...servedAccess(variables["FTL_API"]!, ca, variables["AZURE_TENANT_ID"]!),
    now: () => session.now(),
  };
}

/** Clients of a Resource Manager on loopback, which takes any secret. */
export function servedAccess(
  origin: string,
  ca: string,
  tenantId: string,
): Omit<ResourceManagerAccess, "now"> {
  const tlsOptions = { ca };
  return {
    credential: new ClientSecretCredential(tenantId, "ftl", "the local cloud takes any", {
      authorityHost: origin,
      disableInstanceDiscovery: true,
      tlsOptions,
    }),
    clientOptions: { endpoint: origin, tlsOptions },
  };
}
