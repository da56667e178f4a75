import type { ResourceType } from "../../resourceType";
import { certificates } from "./certificates";
import { containerApps } from "./containerApps";
import { jobs } from "./jobs";
import { managedCertificates } from "./managedCertificates";
import { managedEnvironments } from "./managedEnvironments";

/** Microsoft.App. */
export const appTypes: readonly ResourceType[] = [
  managedEnvironments,
  certificates,
  managedCertificates,
  containerApps,
  jobs,
];
