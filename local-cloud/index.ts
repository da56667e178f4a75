export {
  attachVariable,
  startLocalCloud,
  type LocalCloud,
  type LocalCloudOptions,
} from "./localCloud";
export { FaultSyntaxError, parseFault, type FaultRule } from "./http/faults";
export { LatencySyntaxError, parseLatency, type Latency } from "./http/latency";
export { vendorVariables } from "./http/vendorVariables";
export { PortTaken } from "./portTaken";
export { journalFileName, stateFileName } from "./state/stateStore";
export { StateError } from "./state/cloudState";
export { VaultSecrets } from "./data-plane/keyVault/vaultSecrets";
export { servedCertificate, type ServedCertificate } from "./data-plane/ingress/servedCertificate";
export { azureNativeId } from "./providers/azureNative/ids";
export { localSubscriptionId } from "./arm/resourceManager";
