export {
  attachVariable,
  startLocalCloud,
  type LocalCloud,
  type LocalCloudOptions,
} from "./localCloud";
export { PortTaken } from "./portTaken";
export { stateFileName } from "./state/stateStore";
export { StateError } from "./state/cloudState";
export { VaultSecrets } from "./data-plane/keyVault/vaultSecrets";
export { servedCertificate, type ServedCertificate } from "./data-plane/ingress/servedCertificate";
