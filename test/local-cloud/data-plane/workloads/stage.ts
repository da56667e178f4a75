import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { PublicResolver } from "../../../../local-cloud/data-plane/dns/publicResolver";
import { Network } from "../../../../local-cloud/data-plane/network/network";
import type { Backend, Ground, NamedServers } from "../../../../local-cloud/data-plane/part";
import { Workloads } from "../../../../local-cloud/data-plane/workloads/workloads";
import type { RevisionState } from "../../../../local-cloud/arm/workloadRuntime";
import type { Cloudflare } from "../../../../local-cloud/cloudflare/cloudflare";
import type { Clock } from "../../../../local-cloud/clock";
import { isObject, type Json } from "../../../../local-cloud/json";
import { PublicAuthority } from "../../../../local-cloud/trust/authority";
import { temporaryFolder } from "../../../support/temporaryFolder";
import type { TestCloud } from "../../arm/cloud";
import { appBody, appId, changed, openPlatform } from "../../arm/app/platform";

/** Answers every request with its environment and its arguments, on port 8080. */
export const echo = `
require("node:http").createServer((request, response) => {
  const { env, argv } = process;
  response.end(JSON.stringify({ pid: process.pid, env, arguments: argv.slice(2) }));
}).listen(8080);`;

/** A probe that passes as soon as the app listens. */
const startup = { type: "Startup", tcpSocket: { port: 8080 }, periodSeconds: 1 };

/** What {@link echo} answers. */
export interface Echo {
  readonly pid: number;
  readonly env: Readonly<Record<string, string>>;
  readonly arguments: readonly string[];
}

/** Workloads at work on a cloud with the platform of the app tests, whose images are scripts. */
export class Stage {
  readonly cloud: TestCloud;
  workloads: Workloads;
  readonly folder: string;
  readonly network: Network;
  readonly authority: PublicAuthority;
  /** What the person was told. */
  readonly said: string[];
  private readonly scripts: Map<string, string>;
  private readonly begin: () => Workloads;

  private constructor(parts: {
    readonly cloud: TestCloud;
    readonly begin: () => Workloads;
    readonly ground: Ground;
    readonly said: string[];
    readonly scripts: Map<string, string>;
  }) {
    this.cloud = parts.cloud;
    this.begin = parts.begin;
    this.workloads = parts.begin();
    this.folder = parts.ground.folder;
    this.network = parts.ground.network;
    this.authority = parts.ground.authority;
    this.said = parts.said;
    this.scripts = parts.scripts;
  }

  static async open(servers: readonly NamedServers[] = []): Promise<Stage> {
    const folder = temporaryFolder();
    const cloud = await openPlatform();
    const said: string[] = [];
    const scripts = new Map<string, string>();
    const clock: Pick<Clock, "now"> = cloud;
    const ground: Ground = {
      resourceManager: cloud.resourceManager,
      // Workloads have no business with it.
      cloudflare: {} as Cloudflare,
      clock: clock as Clock,
      authority: await PublicAuthority.open(path.join(folder, "https")),
      resolver: new PublicResolver(() => []),
      network: new Network(),
      folder,
      say: (line) => said.push(line),
    };
    const images = (image: string) => {
      const script = scripts.get(image);
      return script === undefined ? undefined : { command: ["node", script] };
    };
    const begin = () => {
      const workloads = new Workloads(ground, { images, servers, restartDelaySeconds: 60 });
      cloud.resourceManager.runtime = workloads;
      return workloads;
    };
    return new Stage({ cloud, begin, ground, said, scripts });
  }

  /** Ends the workloads, and has others begin with what is in the state. */
  async restart(): Promise<void> {
    await this.workloads.close();
    this.workloads = this.begin();
    await this.workloads.reconcile();
  }

  /** Has an image run a script: `docker.io/library/api:<tag>`. */
  image(tag: string, script: string): void {
    const file = path.join(this.folder, `${tag}.js`);
    fs.writeFileSync(file, script);
    this.scripts.set(`docker.io/library/api:${tag}`, file);
  }

  /** Makes a file beside an image's script, `<script>.ill`, or takes it away. */
  setIll(tag: string, isIll: boolean): void {
    const file = path.join(this.folder, `${tag}.js.ill`);
    if (isIll) fs.writeFileSync(file, "");
    else fs.rmSync(file);
  }

  /**
   * Writes a revision `api--<tag>` of the image with this tag, with a startup probe and values at dotted paths, and has
   * the workloads follow.
   */
  async deploy(tag: string, changes: Readonly<Record<string, Json>> = {}): Promise<void> {
    const body = changed(appBody(), {
      "properties.template.revisionSuffix": tag,
      "properties.template.containers.0.image": `docker.io/library/api:${tag}`,
      "properties.template.containers.0.probes": [startup],
    });
    await this.cloud.put(appId("api"), changed(body, changes));
    await this.workloads.reconcile();
  }

  state(revision: string): RevisionState {
    return this.workloads.revisionState(this.app(), revision);
  }

  backends(): readonly Backend[] {
    return this.workloads.of(this.app());
  }

  /** Waits until a revision is in a state. */
  async reaches(revision: string, runningState: RevisionState["runningState"]): Promise<void> {
    await until(
      () => this.state(revision).runningState === runningState,
      () => `${revision} is ${runningState}: ${JSON.stringify(this.state(revision))}`,
    );
  }

  /** What the first ready replica that gets requests answers. */
  async ask(): Promise<Echo> {
    const port = this.backends().flatMap(({ ports }) => ports)[0];
    assert.ok(port !== undefined, "a replica is ready");
    return JSON.parse(await textFrom(port)) as Echo;
  }

  /** Waits until a replica answers as it should. */
  async answers(isExpected: (echo: Echo) => boolean, what: string): Promise<void> {
    await until(
      // The one that was asked may just be on its way out.
      () => this.ask().then(isExpected, () => false),
      () => what,
    );
  }

  /** What the containers of a revision or an execution have written, of all replicas. */
  log(owner: string): string {
    const folder = path.join(this.folder, "logs", owner);
    if (!fs.existsSync(folder)) return "";
    return fs
      .readdirSync(folder)
      .map((file) => fs.readFileSync(path.join(folder, file), "utf8"))
      .join("");
  }

  /** The line that a container has written, read as JSON, as soon as it is there. */
  async written(owner: string): Promise<Record<string, Json | undefined>> {
    await until(
      () => this.log(owner).includes("\n"),
      () => `${owner} has written a line: ${this.said.join("\n")}`,
    );
    const line: unknown = JSON.parse(this.log(owner).split("\n")[0]!);
    assert.ok(isObject(line));
    return line;
  }

  async close(): Promise<void> {
    await this.workloads.close();
    this.cloud.close();
  }

  private app() {
    return this.cloud.find(appId("api"))!;
  }
}

/** Waits until something holds; fails with what it is that should. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: () => string,
): Promise<void> {
  for (let tries = 0; tries < 750; tries += 1) {
    if (await holds()) return;
    await pause(20);
  }
  assert.fail(`not in time: ${what()}`);
}

export function textFrom(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: "127.0.0.1", port, agent: false }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
        response.on("end", () => resolve(text)).on("error", reject);
      })
      .on("error", reject);
  });
}
