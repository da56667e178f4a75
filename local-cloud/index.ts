export {
  attachVariable,
  startLocalCloud,
  type LocalCloud,
  type LocalCloudOptions,
} from "./localCloud";
export { stateFileName } from "./state/stateStore";
export { StateError } from "./state/cloudState";
