export {
  attachVariable,
  startLocalCloud,
  type LocalCloud,
  type LocalCloudOptions,
} from "./localCloud";
export { FaultSyntaxError, parseFault, type FaultRule } from "./http/faults";
export { LatencySyntaxError, parseLatency, type Latency } from "./http/latency";
export { authorityFile, vendorVariables } from "./http/vendorVariables";
export { PortTaken } from "./portTaken";
export { journalFileName, stateFileName } from "./state/stateStore";
export { StateError } from "./state/cloudState";
export { dataPlaneFolders } from "./data-plane/folders";
export { databasesPath, pendingPath, problemsPath } from "./data-plane/ownAnswers";
export type { PostgresServerState } from "./data-plane/postgres/postgresServers";
export { findBinaries as findPostgres } from "./data-plane/postgres/binaries";
export { findRedisServer } from "./data-plane/redis/findRedisServer";
export { VaultSecrets } from "./data-plane/keyVault/vaultSecrets";
export { servedCertificate, type ServedCertificate } from "./data-plane/ingress/servedCertificate";
export { azureNativeId } from "./providers/azureNative/ids";
export { localSubscriptionId } from "./arm/resourceManager";
export { deployDirectly } from "./data-plane/staticSites/deployDirectly";
export { deploymentPath } from "./data-plane/staticSites/deployment";
export { DeploymentRefused } from "./data-plane/staticSites/deploymentRefused";
