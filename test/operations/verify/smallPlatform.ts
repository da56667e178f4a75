import { createHash } from "node:crypto";
import type http from "node:http";
import type { Outcome } from "../../../operations/verify/check";
import { checksOf } from "../../../operations/verify/checks";
import type { Resource, ResourceReader } from "../../../operations/verify/resourceReader";
import { type CheckResult, runChecks } from "../../../operations/verify/runChecks";
import { VerifyContext, type VerifyTarget } from "../../../operations/verify/verifyContext";
import { hostnamePhases, publicUrls, type StackOutputs } from "../../../settings";
import type { Settings } from "../../../settings/schema";
import { stackSettings } from "../../support/stackSettings";
import { type Reply, SmallInternet } from "./internet";

const domain = "sky.centralindia.azurecontainerapps.io";
export const targets = {
  api: `ftl-stg-api.${domain}`,
  ws: `ftl-stg-ws.${domain}`,
  frontend: "green-beach.azurestaticapps.net",
};
export const names = {
  api: "stg-api.ftljeta.cloud",
  ws: "stg-ws.ftljeta.cloud",
  frontend: "stg.ftljeta.cloud",
};
const frontendOrigin = `https://${names.frontend}`;
/** What nobody may be shown. */
export const secrets = { cookie: "c00kie-value", token: "t0ken-value" };

/** How the programs answer; tests replace what they break. */
export interface Behaviour {
  health: () => Reply;
  preflight: (origin: string) => Reply;
  guest: () => Reply;
  google: () => Reply;
  futures: () => Reply;
  upgrade: (origin: string, token: string | null) => number;
  page: () => Reply;
  script: () => string;
}

const attributes = "Domain=.ftljeta.cloud; Path=/; HttpOnly; Secure; SameSite=None; Partitioned";

function goodBehaviour(): Behaviour {
  return {
    health: () => ({ status: 200 }),
    preflight: (origin) =>
      origin === frontendOrigin
        ? {
            status: 204,
            headers: {
              "access-control-allow-origin": origin,
              "access-control-allow-credentials": "true",
            },
          }
        : { status: 403 },
    guest: () => ({
      status: 201,
      headers: { "set-cookie": [`access_token=${secrets.cookie}; ${attributes}`] },
    }),
    google: () => ({ status: 302 }),
    futures: () => ({ status: 401 }),
    upgrade: (origin, token) => {
      if (origin !== frontendOrigin) return 403;
      return token === secrets.token ? 101 : 401;
    },
    page: () => ({
      status: 200,
      headers: { "content-type": "text/html" },
      body: '<script type="module" src="/assets/app.js"></script>',
    }),
    script: () => `fetch("https://${names.api}/api");new WebSocket("wss://${names.ws}")`,
  };
}

/**
 * A stack of one hostname each, whose programs answer by the platform's contract, and whose resources are as they were
 * deployed. Tests break one thing of it.
 */
export class SmallPlatform {
  /** As clients meet it. */
  readonly internet: SmallInternet;
  /** The apps' ingress, past the edge. */
  readonly origin: SmallInternet;
  readonly behaviour = goodBehaviour();
  /** What Resource Manager answers, by the end of the id. */
  readonly resources = goodResources();
  settings: Settings;
  outputs: StackOutputs;

  private constructor(internet: SmallInternet, origin: SmallInternet, settings: Settings) {
    this.internet = internet;
    this.origin = origin;
    this.settings = settings;
    this.outputs = outputsOf(settings);
  }

  static async start(
    phase: Settings["phase"],
    changes: Partial<Settings["hostnames"]> = {},
  ): Promise<SmallPlatform> {
    const internet = await SmallInternet.start();
    const origin = await SmallInternet.start(internet.authority);
    const { hostnames } = stackSettings("stg");
    const settings = stackSettings("stg", { phase, hostnames: { ...hostnames, ...changes } });
    const platform = new SmallPlatform(internet, origin, settings);
    await platform.build(phase);
    return platform;
  }

  /** `ftl verify`. */
  verify(only?: readonly string[]): Promise<CheckResult[]> {
    const target: VerifyTarget = {
      stack: "stg",
      local: false,
      outputs: this.outputs,
      settings: this.settings,
      vantage: this.internet,
      azure: this.reader(),
      timeoutMs: 2_000,
    };
    return runChecks(checksOf(new VerifyContext(target), only), { timeoutSec: 10 });
  }

  /** Names of the checks that end so. */
  async ending(outcome: Outcome): Promise<string[]> {
    const results = await this.verify();
    return results.filter((one) => one.outcome === outcome).map(({ name }) => name);
  }

  /** What one check comes to. */
  async result(name: string): Promise<string> {
    const [found] = await this.verify([name]);
    return `${found!.outcome}: ${found!.saw}`;
  }

  async close(): Promise<void> {
    await this.internet.close();
    await this.origin.close();
  }

  /** Names, certificates and hosts as a phase has them. */
  private async build(phase: Settings["phase"]): Promise<void> {
    const { internet, origin } = this;
    const proxied = phase === "live";
    const answer = (request: http.IncomingMessage) => this.answer(request);
    for (const app of ["api", "ws"] as const) {
      internet.record("A", targets[app], "203.0.113.9");
      internet.record("TXT", `asuid.${names[app]}`, this.outputs.verificationId);
      internet.origins.set(targets[app], origin);
      await origin.host(targets[app], answer);
      if (phase !== "provision") await origin.host(names[app], answer);
    }
    if (proxied) internet.record("A", names.api, "192.0.2.10");
    else internet.record("CNAME", names.api, targets.api);
    internet.record("CNAME", names.ws, targets.ws);
    internet.record("CNAME", names.frontend, targets.frontend);
    internet.record("A", targets.frontend, "198.51.100.10");
    internet.origins.set(names.ws, origin);
    if (proxied) await internet.host(names.api, answer);
    else internet.origins.set(names.api, origin);
    await internet.host(names.frontend, (request) => this.answerSite(request));
  }

  private answer(request: http.IncomingMessage): Reply {
    const { behaviour } = this;
    const { origin = "" } = request.headers;
    const url = new URL(request.url!, "https://app.invalid");
    if (request.headers.upgrade !== undefined) {
      const status = behaviour.upgrade(origin, url.searchParams.get("token"));
      const key = request.headers["sec-websocket-key"]!;
      const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
      const headers = {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-accept": accept.digest("base64"),
      };
      return { status, headers: status === 101 ? headers : { "content-length": "0" } };
    }
    if (request.method === "OPTIONS") return behaviour.preflight(origin);
    const routes: Readonly<Record<string, () => Reply>> = {
      "GET /health": behaviour.health,
      "POST /api/auth/guest": behaviour.guest,
      "GET /api/auth/google": behaviour.google,
      "GET /api/futures/positions": behaviour.futures,
      "GET /api/ws-token": () =>
        request.headers.cookie === `access_token=${secrets.cookie}`
          ? { status: 200, body: JSON.stringify({ token: secrets.token }) }
          : { status: 401 },
    };
    return routes[`${request.method} ${url.pathname}`]?.() ?? { status: 404 };
  }

  private answerSite({ url }: http.IncomingMessage): Reply {
    return url?.endsWith(".js")
      ? {
          status: 200,
          headers: { "content-type": "text/javascript" },
          body: this.behaviour.script(),
        }
      : this.behaviour.page();
  }

  private reader(): ResourceReader {
    const found = (id: string) => {
      const [, value] = Object.entries(this.resources).find(([end]) => id.endsWith(end)) ?? [];
      if (value instanceof Error) throw value;
      return value;
    };
    return {
      get: async <Properties>(id: string) => {
        const body = found(id);
        return body && ({ id, name: id.split("/").at(-1)!, ...body } as Resource<Properties>);
      },
      list: async <Properties>(id: string) =>
        (found(id)?.["value"] ?? []) as Resource<Properties>[],
    };
  }
}

const group = "/subscriptions/s/resourceGroups/ftl-stg-rg-cin/providers";
const vaultId = `${group}/Microsoft.KeyVault/vaults/ftl-stg-kv-cin`;
const image = (name: string) => `registry.azurecr.io/ftl-${name}:1.0.0@sha256:${"0".repeat(64)}`;
const template = (name: string) => ({ containers: [{ image: image(name) }] });

/** A resource's body, or how reading it ends. */
type Answer = Record<string, unknown> | Error;

function goodResources(): Record<string, Answer> {
  const identity = `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id`;
  const workload = (name: string) => ({
    identity: { userAssignedIdentities: { [identity]: { principalId: "p" } } },
    properties: {
      template: template(name),
      configuration: {
        activeRevisionsMode: "Single",
        secrets: [
          {
            name: "jwt-secret",
            keyVaultUrl: "https://ftl-stg-kv-cin.vault.azure.net/secrets/jwt-secret",
            identity,
          },
        ],
      },
    },
  });
  const revisions = (name: string) => ({
    value: [
      {
        name: `${name}--one`,
        properties: {
          active: true,
          createdTime: "2026-01-01T00:00:00Z",
          template: template(name),
          replicas: 1,
          healthState: "Healthy",
          runningState: "Running",
        },
      },
    ],
  });
  const assignment = {
    roleDefinitionId: "/x/4633458b-17de-408a-b874-0445c86b69e6",
    scope: vaultId,
  };
  return {
    "/ftl-stg-api": workload("api"),
    "/ftl-stg-ws": workload("ws"),
    "/ftl-stg-flusher": workload("flusher"),
    "/ftl-stg-migrate": workload("api"),
    "/ftl-stg-api/revisions": revisions("api"),
    "/ftl-stg-ws/revisions": revisions("ws"),
    "/ftl-stg-flusher/revisions": revisions("flusher"),
    "/executions": {
      value: [
        {
          name: "run",
          properties: { status: "Succeeded", startTime: "2026-01-01", template: template("api") },
        },
      ],
    },
    "/secrets/jwt-secret": { properties: { attributes: { enabled: true } } },
    "/roleAssignments": { value: [{ properties: assignment }] },
    "/ftl-stg-pg": {
      properties: {
        state: "Ready",
        backup: { backupRetentionDays: 7, geoRedundantBackup: "Disabled" },
      },
    },
    "/require_secure_transport": { properties: { value: "on" } },
    "/ssl_min_protocol_version": { properties: { value: "TLSv1.2" } },
    "/ftl-stg-redis": { properties: { minimumTlsVersion: "1.2" } },
    "/databases/default": { properties: { clientProtocol: "Encrypted" } },
  };
}

function outputsOf(settings: Settings): StackOutputs {
  const { api, ws, frontend } = settings.hostnames;
  const phases = hostnamePhases(settings);
  const list = (some: readonly { readonly name: string }[]) => some.map(({ name }) => name);
  const resourceNames = {
    resourceGroup: "ftl-stg-rg-cin",
    environment: "ftl-stg-cae-cin",
    registry: "ftlstgacrcin",
    vault: "ftl-stg-kv-cin",
    postgres: "ftl-stg-pg",
    redis: "ftl-stg-redis",
    frontend: "ftl-stg-frontend",
    migrate: "ftl-stg-migrate",
    api: "ftl-stg-api",
    ws: "ftl-stg-ws",
    flusher: "ftl-stg-flusher",
  };
  return {
    phase: settings.phase,
    urls: publicUrls(settings),
    hostnames: { api: list(api), ws: list(ws), frontend: list(frontend) },
    hostnamePhases: phases,
    fqdns: { api: targets.api, ws: targets.ws },
    frontendDefaultHostname: targets.frontend,
    verificationId: "VERIFICATION",
    records: [...api, ...ws, ...frontend].map(({ name }) => ({
      type: "CNAME",
      name,
      content: undefined,
      proxied: false,
      ttl: 300,
    })),
    handover: [],
    imageTags: { api: "1.0.0", ws: "1.0.0", flusher: "1.0.0", migrate: "1.0.0" },
    images: {
      api: image("api"),
      ws: image("ws"),
      flusher: image("flusher"),
      migrate: image("api"),
    },
    resourceNames,
    resourceIds: {
      ...(Object.fromEntries(
        Object.entries(resourceNames).map(([what, name]) => [what, `${group}/x/y/${name}`]),
      ) as StackOutputs["resourceIds"]),
      vault: vaultId,
    },
  };
}
