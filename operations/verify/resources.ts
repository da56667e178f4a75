import { Inconclusive } from "./check";
import type { Resource } from "./resourceReader";
import type { VerifyContext } from "./verifyContext";

/**
 * Versions of the services' APIs.
 *
 * @see https://learn.microsoft.com/rest/api/containerapps
 * @see https://learn.microsoft.com/rest/api/postgresql
 * @see https://learn.microsoft.com/rest/api/redis
 */
export const apiVersions = {
  containerApps: "2025-07-01",
  postgres: "2025-08-01",
  redisEnterprise: "2025-07-01",
  redis: "2024-11-01",
  keyVault: "2024-11-01",
  roleAssignments: "2022-04-01",
} as const;

/** What runs with an identity of its own. */
export type WorkloadName = "api" | "ws" | "flusher" | "migrate";

interface Template {
  readonly containers?: readonly { readonly image?: string }[];
}

/** A secret of an app or job. */
export interface SecretReference {
  readonly name?: string;
  readonly keyVaultUrl?: string;
  /** Resource Manager id of a user-assigned identity. */
  readonly identity?: string;
}

/** A container app, or a job. @see https://learn.microsoft.com/rest/api/containerapps/container-apps/get */
export interface WorkloadProperties {
  readonly template?: Template;
  readonly configuration?: {
    readonly activeRevisionsMode?: string;
    readonly secrets?: readonly SecretReference[];
  };
}

/** @see https://learn.microsoft.com/rest/api/containerapps/container-apps-revisions/list-revisions */
export interface RevisionProperties {
  readonly active?: boolean;
  readonly createdTime?: string;
  readonly template?: Template;
  readonly replicas?: number;
  readonly trafficWeight?: number;
  readonly healthState?: string;
  readonly runningState?: string;
  readonly provisioningState?: string;
  readonly provisioningError?: string;
}

/** @see https://learn.microsoft.com/rest/api/containerapps/jobs-executions/list */
export interface ExecutionProperties {
  readonly status?: string;
  readonly startTime?: string;
  readonly template?: Template;
}

/** An app or job. @throws Inconclusive when it isn't there, which another check says. */
export async function workload(
  { target }: VerifyContext,
  name: WorkloadName,
): Promise<Resource<WorkloadProperties>> {
  const id = target.outputs.resourceIds[name];
  const found = await target.azure.get<WorkloadProperties>(id, apiVersions.containerApps);
  if (found !== undefined) return found;
  const check = name === "migrate" ? "migrations" : `replicas ${name}`;
  throw new Inconclusive(`${target.outputs.resourceNames[name]} is not there: see ${check}`);
}

/** Image of the first container. */
export function imageOf(template: Template | undefined): string | undefined {
  return template?.containers?.[0]?.image;
}

/** `ftl-api:1.0.0`: repository and tag, as people know an image. */
export function shortImage(image: string | undefined): string {
  if (image === undefined) return "no image";
  return image.replace(/@sha256:[0-9a-f]+$/, "").replace(/^[^/]+\//, "");
}
