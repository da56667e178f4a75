import fs from "node:fs";
import path from "node:path";
import type { Settings } from "../../../settings/schema";
import { frontendBuildVariables } from "../../../settings";
import { stackSettings } from "../../support/stackSettings";
import { apps, secrets, variables } from "./faultsOfApps";
import { certificates, dns } from "./faultsOfNames";
import type { Fault } from "./faultWorld";

const { hostnames } = stackSettings("prd");

/**
 * The stack that is broken: prd's names, with an alias each and a frontend in somebody else's zone, on stg's few
 * replicas.
 */
export const brokenStack: Partial<Settings> = {
  hostnames: { ...hostnames, zoneSettings: "checked" },
  apps: {
    ...stackSettings("stg").apps,
    ws: { ...stackSettings("stg").apps.ws, minReplicas: 2 },
  },
  postgres: { ...stackSettings("stg").postgres, backupRetentionDays: 14 },
  flags: { futures: false },
};

const data: readonly Fault[] = [
  {
    what: "the migrate job runs another image than api",
    caughtBy: "migrations",
    put: (world) =>
      world.change(world.outputs.resourceIds.migrate, ({ properties }) => {
        const [container] = properties.template!.containers;
        container!.image = container!.image.replace(":1.0.0@", ":0.9.0@");
      }),
  },
  {
    what: "the migrations never ran",
    caughtBy: "migrations",
    put: async ({ outputs, platform: { cloud } }) => {
      cloud.resourceManager.find(outputs.resourceIds.migrate)!.kept.executions = [];
      await cloud.store.commit();
    },
  },
  {
    what: "the database server takes connections without TLS",
    caughtBy: "postgres tls",
    put: (world) =>
      world.change(
        `${world.outputs.resourceIds.postgres}/configurations/require_secure_transport`,
        ({ properties }) => {
          properties.value = "off";
        },
      ),
  },
  {
    what: "backups are kept a week in place of two",
    caughtBy: "postgres retention",
    put: (world) =>
      world.change(world.outputs.resourceIds.postgres, ({ properties }) => {
        properties.backup!.backupRetentionDays = 7;
      }),
  },
  {
    what: "the cache takes connections without TLS",
    caughtBy: "redis tls",
    put: (world) =>
      world.change(`${world.outputs.resourceIds.redis}/databases/default`, ({ properties }) => {
        properties.clientProtocol = "Plaintext";
      }),
  },
];

const bundle: readonly Fault[] = [
  {
    what: "the bundle of another stack is deployed",
    caughtBy: "bundle urls",
    put: (world) => world.deployFrontend(frontendBuildVariables(stackSettings("stg"))),
  },
  {
    what: "the bundle has no navigation fallback",
    caughtBy: "deep link /stadium",
    put: (world) =>
      world.deployFrontend(undefined, (folder) =>
        fs.writeFileSync(path.join(folder, "staticwebapp.config.json"), "{}"),
      ),
  },
  {
    what: "what isn't found is answered with a page of its own, and 200",
    caughtBy: "deep link /stadium",
    put: (world) =>
      world.deployFrontend(undefined, (folder) => {
        const config = { responseOverrides: { 404: { rewrite: "/404.html", statusCode: 200 } } };
        fs.writeFileSync(path.join(folder, "staticwebapp.config.json"), JSON.stringify(config));
        fs.writeFileSync(path.join(folder, "404.html"), "<!doctype html><h1>Not found</h1>");
      }),
  },
];

/** Faults that leave the bundle as it is, so that putting Azure and Cloudflare back puts all back. */
export const faultsOfClouds: readonly Fault[] = [
  ...dns,
  ...certificates,
  ...variables,
  ...apps,
  ...secrets,
  ...data,
];

/** Faults that take the database's rows away, so that it is to be migrated again. */
export const faultsOfRows: readonly Fault[] = [
  {
    what: "the database server is gone",
    caughtBy: "postgres state",
    put: (world) => world.remove(world.outputs.resourceIds.postgres),
  },
];

/** Faults of the deployed frontend. */
export const faultsOfBundle: readonly Fault[] = bundle;
