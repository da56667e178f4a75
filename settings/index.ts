export { loadSettings } from "./load";
export {
  conflictsAmong,
  readClaims,
  readZoneClaims,
  stackFileName,
  type Claim,
  type Conflict,
} from "./claims";
export { hostnamePhase, hostnamePhases, phases } from "./hostnamePhases";
export { schema, type FrontendName, type Phase, type ServedName, type Settings } from "./schema";
export { regionCodes, resourceName, type NamedType, type Region } from "./conventions/names";
export {
  appNames,
  publicAppNames,
  workloadNames,
  workloadTag,
  type AppName,
  type PublicAppName,
  type WorkloadName,
} from "./conventions/workloads";
export type { HandoverRecord, RecordOutput, StackOutputs } from "./stackOutputs";
export {
  corsOrigins,
  frontendBuildVariables,
  oauthClient,
  publicUrls,
  type OAuthClient,
  type PublicUrls,
} from "./platformUrls";
export { plainVariables } from "./workloadVariables";
