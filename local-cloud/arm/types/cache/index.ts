import type { ResourceType } from "../../resourceType";
import { classicRedis } from "./classic";
import { redisEnterprise } from "./managedCluster";
import { redisEnterpriseDatabases } from "./managedDatabase";

/** Microsoft.Cache. */
export const cacheTypes: readonly ResourceType[] = [
  redisEnterprise,
  redisEnterpriseDatabases,
  classicRedis,
];
