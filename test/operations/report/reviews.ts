import type { Change } from "../../../operations/changes/change";
import type { Review } from "../../../operations/review/review";

/** A change of a container app's image. */
export const imageChange: Change = {
  operation: "update",
  urn: "urn:pulumi:prd::ftl::ftl:app:Api$azure-native:app:ContainerApp::api-app",
  type: "azure-native:app:ContainerApp",
  name: "api-app",
  stateful: false,
  properties: [
    {
      path: "template.containers[0].image",
      kind: "update",
      replaces: false,
      before: `ghcr.io/ftl/api@sha256:${"a1".repeat(32)}`,
      after: `ghcr.io/ftl/api@sha256:${"b2".repeat(32)}`,
    },
  ],
  before: {},
  after: {},
};

/** A database that would be made anew. */
export const serverReplaced: Change = {
  operation: "replace",
  urn: "urn:pulumi:prd::ftl::ftl:data:Postgres$azure-native:dbforpostgresql:Server::main-server",
  type: "azure-native:dbforpostgresql:Server",
  name: "main-server",
  stateful: true,
  properties: [
    {
      path: "location",
      kind: "update",
      replaces: true,
      before: "centralindia",
      after: "westeurope",
    },
  ],
  before: {},
  after: {},
};

/** A review in which there is something of everything. */
export const review: Review = {
  kind: "ftl-review",
  version: 1,
  stack: "prd",
  base: { sha: "1234567890abcdef1234567890abcdef12345678", title: "feat: alerts" },
  change: { sha: "4f3a2b1c90abcdef1234567890abcdef12345678", title: "feat: move to Europe" },
  verdict: "fail",
  reasons: ["main-server is stateful and would be replaced; no waiver bears it."],
  changes: [imageChange, serverReplaced],
  tally: { update: 1, replace: 1, same: 181 },
  dns: [
    {
      operation: "update",
      type: "CNAME",
      name: "ws.ftljeta.cloud",
      before: { ttl: 300, value: "ws.calmsea-1.azurecontainerapps.io", proxied: false },
      after: { ttl: 1, value: "ws.calmsea-1.azurecontainerapps.io", proxied: true },
    },
  ],
  rules: [
    {
      rule: "ws-dns-only",
      severity: "critical",
      description: "The record of ws is DNS-only.",
      outcome: "failed",
      resources: 1,
      onKnownValues: true,
      unknowns: [],
      messages: ["ws-record: proxied is true; it must be false."],
      mend: "Set proxied to false.",
      url: "https://developers.cloudflare.com/dns/proxy-status/",
    },
    {
      rule: "role-least",
      severity: "high",
      description: "Roles are the least that do.",
      outcome: "unknown",
      resources: 3,
      onKnownValues: false,
      unknowns: ["api-role: roleDefinitionId"],
      messages: [],
      mend: "Give a smaller role.",
      url: "https://learn.microsoft.com/azure/role-based-access-control/best-practices",
    },
  ],
  asked: ["hostname-once", "stateful-kept"],
  guards: [
    {
      guard: "hostname-once",
      message: "api.ftljeta.cloud is claimed by prd and by stg.",
      mend: "Take it out of ftl:hostnames of one of them.",
      waived: false,
    },
  ],
  revertible: { answer: "no", because: "main-server would be replaced again, and be empty." },
  steps: [
    { name: "base up", seconds: 21.4, outcome: "done", output: "" },
    { name: "preview", seconds: 9.2, outcome: "failed", output: "error: 1 policy failed\n  main" },
    { name: "rollback", seconds: 0, outcome: "skipped", output: "" },
  ],
  notes: ["The change touches policy/waivers.yaml."],
  seconds: 30.6,
};

/** Lines of a report from one that begins so to the next that is empty, without its title. */
export function partOf(text: string, title: string): string[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(title)) + 2;
  return lines.slice(start, lines.indexOf("", start));
}
