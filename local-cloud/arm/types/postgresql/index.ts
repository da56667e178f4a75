import type { ResourceType } from "../../resourceType";
import { backups, databases, firewallRules } from "./children";
import { configurations } from "./configurations";
import { flexibleServers } from "./server";

/** Microsoft.DBforPostgreSQL. */
export const postgresqlTypes: readonly ResourceType[] = [
  flexibleServers,
  databases,
  firewallRules,
  configurations,
  backups,
];
