import type * as inputs from "@pulumi/azure-native/types/input";
import type { WorkloadName } from "../settings/conventions/workloads";
import type { Settings } from "../settings/schema";
import { healthPath } from "../settings/workloadVariables";
import { secretVariables } from "./secretVariables";
import type { Vault } from "./vault";
import type { WorkloadIdentity } from "./workloadIdentity";

/** Full reference of an image: the tag for people, the digest for the machine. */
export function imageReference(
  loginServer: string,
  image: Settings["images"][keyof Settings["images"]],
): string {
  return `${loginServer}/${image.repository}:${image.tag}@${image.digest}`;
}

/** vCPU and memory of a container: the Consumption profile gives 2 GiB to each vCPU. @see https://learn.microsoft.com/azure/container-apps/containers */
export function containerResources(cpu: number): { cpu: number; memory: string } {
  return { cpu, memory: `${cpu * 2}Gi` };
}

/** Variables of a container: the plain ones, and those that are Key Vault secrets of the app. */
export function containerVariables(
  workload: WorkloadName,
  plain: Readonly<Record<string, string>>,
): inputs.app.EnvironmentVarArgs[] {
  return [
    ...Object.entries(plain).map(([name, value]) => ({ name, value })),
    ...Object.entries(secretVariables[workload]).map(([name, secretRef]) => ({ name, secretRef })),
  ];
}

/** Secrets of an app or job, all of them references into the vault that its identity opens. */
export function secretReferences(
  workload: WorkloadName,
  vault: Vault,
  identity: WorkloadIdentity,
): inputs.app.SecretArgs[] {
  return [...new Set(Object.values(secretVariables[workload]))].map((name) => ({
    name,
    keyVaultUrl: vault.secretUrl(name),
    identity: identity.id,
  }));
}

/**
 * Probes of an app, each within what Azure takes: delay 1 to 60 s, period and timeout 1 to 240 s, threshold 1
 * to 10. All three are declared, because a Consumption container in a workload profiles environment gets none by
 * itself.
 *
 * @see https://learn.microsoft.com/azure/container-apps/health-probes
 */
export function healthProbes(port: number): inputs.app.ContainerAppProbeArgs[] {
  const httpGet = { path: healthPath, port, scheme: "HTTP" };
  return [
    // 50 s to start, of which filling the caches from Postgres takes most.
    { type: "Startup", httpGet, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 10 },
    { type: "Readiness", httpGet, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 },
    // Slower than readiness: a busy replica first gets no more work, and only then a restart.
    { type: "Liveness", httpGet, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 5 },
  ];
}
