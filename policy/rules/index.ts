import type { Rule } from "../rule";
import { appCorsOrigins } from "./appCorsOrigins";
import { appIdentity } from "./appIdentity";
import { appImageDigest } from "./appImageDigest";
import { appIngressExternal } from "./appIngressExternal";
import { appIngressSecure } from "./appIngressSecure";
import { appMinReplicas } from "./appMinReplicas";
import { appProbes } from "./appProbes";
import { appRegistryIdentity } from "./appRegistryIdentity";
import { appSecretsByReference } from "./appSecretsByReference";
import { appSingleRevision } from "./appSingleRevision";
import { appVariablesNotSecret } from "./appVariablesNotSecret";
import { bindingCertificate } from "./bindingCertificate";
import { boundHostnameRecords } from "./boundHostnameRecords";
import { caaAdmitsIssuers } from "./caaAdmitsIssuers";
import { cnameAlone } from "./cnameAlone";
import { diagnosticsReachWorkspace } from "./diagnosticsReachWorkspace";
import { environmentZones } from "./environmentZones";
import { statefulLocked } from "./statefulLocked";
import { hostnameOneApp } from "./hostnameOneApp";
import { logRetention } from "./logRetention";
import { managedCertificateDnsOnly } from "./managedCertificateDnsOnly";
import { managedCertificateReachable } from "./managedCertificateReachable";
import { namesByConvention } from "./namesByConvention";
import { outputsNotSecret } from "./outputsNotSecret";
import { postgresBackup } from "./postgresBackup";
import { postgresFirewall } from "./postgresFirewall";
import { postgresHighAvailability } from "./postgresHighAvailability";
import { postgresTier } from "./postgresTier";
import { postgresTls } from "./postgresTls";
import { recordPhase } from "./recordPhase";
import { recordProxyForm } from "./recordProxyForm";
import { redisKeepsData } from "./redisKeepsData";
import { redisKind } from "./redisKind";
import { redisSize } from "./redisSize";
import { redisTls } from "./redisTls";
import { regionAllowed } from "./regionAllowed";
import { registryNoSharedAccess } from "./registryNoSharedAccess";
import { resourceTags } from "./resourceTags";
import { roleLeast } from "./roleLeast";
import { statefulProtected } from "./statefulProtected";
import { storePrivate } from "./storePrivate";
import { typeAllowed } from "./typeAllowed";
import { vaultPurgeProtection } from "./vaultPurgeProtection";
import { vaultRoles } from "./vaultRoles";
import { wsCnameNotFlattened } from "./wsCnameNotFlattened";
import { wsDnsOnly } from "./wsDnsOnly";
import { wsGracePeriod } from "./wsGracePeriod";
import { zoneSetting } from "./zoneSetting";

/** All rules, in the order in which lists and reports show them. The one about waivers is made where they are read. */
export const rules: readonly Rule[] = [
  wsDnsOnly,
  managedCertificateDnsOnly,
  recordProxyForm,
  boundHostnameRecords,
  cnameAlone,
  hostnameOneApp,
  caaAdmitsIssuers,
  managedCertificateReachable,
  recordPhase,
  wsCnameNotFlattened,
  zoneSetting,
  bindingCertificate,
  appMinReplicas,
  appSingleRevision,
  appImageDigest,
  appSecretsByReference,
  appVariablesNotSecret,
  appIngressSecure,
  appIngressExternal,
  appProbes,
  appRegistryIdentity,
  registryNoSharedAccess,
  appCorsOrigins,
  wsGracePeriod,
  appIdentity,
  environmentZones,
  postgresTier,
  postgresBackup,
  postgresFirewall,
  postgresTls,
  postgresHighAvailability,
  storePrivate,
  redisTls,
  redisKind,
  redisSize,
  redisKeepsData,
  vaultRoles,
  vaultPurgeProtection,
  statefulProtected,
  statefulLocked,
  roleLeast,
  typeAllowed,
  regionAllowed,
  namesByConvention,
  resourceTags,
  diagnosticsReachWorkspace,
  logRetention,
  outputsNotSecret,
];
