import { createHash } from "node:crypto";
import type http from "node:http";
import type { Outcome } from "../../../operations/verify/check";
import type { CookieJar } from "../../../operations/verify/cookieJar";
import { checksOf } from "../../../operations/verify/checks";
import type { Resource, ResourceReader } from "../../../operations/verify/resourceReader";
import { type CheckResult, runChecks } from "../../../operations/verify/runChecks";
import { VerifyContext, type VerifyTarget } from "../../../operations/verify/verifyContext";
import type { StackOutputs } from "../../../settings";
import type { Settings } from "../../../settings/schema";
import { stackSettings } from "../../support/stackSettings";
import { type Reply, SmallInternet } from "./internet";
import { goodResources, outputsOf, targets } from "./smallStack";

export const names = {
  api: "stg-api.ftljeta.cloud",
  ws: "stg-ws.ftljeta.cloud",
  frontend: "stg.ftljeta.cloud",
};
const frontendOrigin = `https://${names.frontend}`;
/** What nobody may be shown. */
export const secrets = {
  cookie: "c00kie-value",
  refresh: "refre5h-value",
  token: "t0ken-value",
};

/** How the programs answer; tests replace what they break. */
export interface Behaviour {
  health: () => Reply;
  preflight: (origin: string) => Reply;
  guest: () => Reply;
  refresh: () => Reply;
  signOut: () => Reply;
  futures: () => Reply;
  upgrade: (origin: string, token: string | null) => number;
  page: (path: string) => Reply;
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
              "access-control-allow-headers": "X-Request-Id, Content-Type",
            },
          }
        : { status: 403 },
    guest: () => ({
      status: 201,
      headers: { "set-cookie": [`access_token=${secrets.cookie}; ${attributes}`] },
    }),
    refresh: () => ({
      status: 200,
      headers: { "set-cookie": [`access_token=${secrets.cookie}; ${attributes}`] },
    }),
    signOut: () => ({
      status: 204,
      headers: { "set-cookie": [`access_token=; ${attributes}; Max-Age=0`] },
    }),
    futures: () => ({ status: 401 }),
    upgrade: (origin, token) => {
      if (origin !== frontendOrigin) return 403;
      return token?.startsWith(secrets.token) === true ? 101 : 401;
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
  cookieJar: CookieJar | undefined;
  private tokens = 0;

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
      cookieJar: this.cookieJar,
      timeoutMs: 2_000,
    };
    return runChecks(checksOf(new VerifyContext(target), { only }), { timeoutSec: 10 });
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

  /** Another one each time. */
  private newToken(): string {
    return `${secrets.token}-${++this.tokens}`;
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
    const { origin = "", cookie = "" } = request.headers;
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
      "POST /api/auth/refresh": () =>
        cookie.includes(secrets.refresh) ? behaviour.refresh() : { status: 401 },
      "POST /api/auth/logout": behaviour.signOut,
      "GET /api/futures/positions": behaviour.futures,
      "GET /api/ws-token": () =>
        cookie.includes(`access_token=${secrets.cookie}`)
          ? { status: 200, body: JSON.stringify({ token: this.newToken() }) }
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
      : this.behaviour.page(url ?? "/");
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
