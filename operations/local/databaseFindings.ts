import fs from "node:fs";
import { parseDocument } from "yaml";
import type { Finding } from "../../engine";
import { findPostgres, findRedisServer } from "../../local-cloud";
import { stackFile, stackNames } from "../project";

/** What this machine has for the databases of the local cloud's data plane. */
export function databaseFindings(): Finding[] {
  const versions = new Set(stackNames().map(declaredVersion));
  return [...[...versions].map(postgresFinding), redisFinding()];
}

/** Major version of PostgreSQL that a stack declares. */
function declaredVersion(stack: string): number {
  const document = parseDocument(fs.readFileSync(stackFile(stack), "utf8"));
  return Number(document.getIn(["config", "ftl:postgres", "version"]));
}

function postgresFinding(wanted: number): Finding {
  const name = "PostgreSQL";
  try {
    const { postgres, majorVersion } = findPostgres(wanted);
    return {
      name,
      found: `version ${majorVersion}: ${postgres}`,
      ok: majorVersion === wanted,
      needed: false,
      mend: `The stacks declare version ${wanted}; what differs between the two differs on the local cloud.`,
    };
  } catch (error) {
    return { name, found: "none", ok: false, needed: true, mend: (error as Error).message };
  }
}

function redisFinding(): Finding {
  const program = findRedisServer();
  return {
    name: "Redis",
    found: program ?? "in memory: neither redis-server nor valkey-server is on PATH",
    ok: true,
    needed: false,
  };
}
