import type { Settings, StackOutputs } from "../../settings";
import { Inconclusive, settledVerdict, type Verdict } from "./check";
import type { CookieJar } from "./cookieJar";
import { entryOf, type Hostname, hostnamesOf, type Role } from "./hostnames";
import { httpCall, type HttpAnswer, type HttpRequest } from "./httpClient";
import { judgeName } from "./judgeName";
import { Memo } from "./memo";
import { askOwner, deployAgain } from "./mends";
import type { ResourceReader } from "./resourceReader";
import { HandshakeCut, type Presented, presented } from "./tlsClient";
import type { RecordType, Resolution, Vantage } from "./vantage";

/** What is verified, and from where. */
export interface VerifyTarget {
  readonly stack: string;
  readonly local: boolean;
  readonly outputs: StackOutputs;
  readonly settings: Settings;
  readonly vantage: Vantage;
  readonly azure: ResourceReader;
  /** Of a session that a person began, where api begins none without one. */
  readonly cookieJar?: CookieJar | undefined;
  /** Milliseconds that each connection, handshake and answer may take. */
  readonly timeoutMs: number;
}

/**
 * What the checks share: each thing is asked for once. What one layer doesn't give makes the checks above it
 * inconclusive, with the name of the check that says why, so that a fault is one check's.
 */
export class VerifyContext {
  readonly target: VerifyTarget;
  readonly hostnames: readonly Hostname[];
  private readonly memo = new Memo();

  /** @throws Refusal when the settings are of another deployment. */
  constructor(target: VerifyTarget) {
    this.target = target;
    this.hostnames = hostnamesOf(target.outputs, target.settings);
  }

  of(role: Role): readonly Hostname[] {
    return this.hostnames.filter((one) => one.role === role);
  }

  /** By which name clients come to a role. */
  entry(role: Role): string {
    return entryOf(this.hostnames, role);
  }

  resolve(name: string, type: RecordType): Promise<Resolution> {
    return this.memo.once(`dns ${name} ${type}`, () => this.target.vantage.resolve(name, type));
  }

  /** A judgement that several checks need: made once. */
  verdict(check: string, judge: () => Promise<Verdict>): Promise<Verdict> {
    return this.shared(`verdict ${check}`, () => settledVerdict(judge));
  }

  /** What several checks need: done once. */
  shared<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.memo.once(key, work);
  }

  /** Whether a hostname's record is as it should be. */
  nameVerdict(hostname: Hostname): Promise<Verdict> {
    const { vantage } = this.target;
    return this.verdict(`dns ${hostname.name}`, () =>
      judgeName(hostname, {
        resolve: (name, type) => this.resolve(name, type),
        isEdge: (address) => vantage.isEdge(address),
        mend: hostname.record === "declared" ? deployAgain(this.target) : askOwner(this.target),
      }),
    );
  }

  /** Certificates that a server presents for a name. @throws Unreached, HandshakeCut */
  certificates(host: string, servername: string): Promise<Presented> {
    const { vantage, timeoutMs } = this.target;
    return this.memo.once(`tls ${host} ${servername}`, () =>
      presented(vantage, host, servername, timeoutMs),
    );
  }

  /**
   * Sends a request as a client would. One without headers and body is sent once.
   *
   * @throws Inconclusive when the name, its certificate or its origin's is what fails; Unreached.
   */
  async call(host: string, request: HttpRequest): Promise<HttpAnswer> {
    const hostname = this.hostnames.find(({ name }) => name === host);
    if (hostname !== undefined) await this.requireName(hostname);
    const { method = "GET", path, headers, body, protocol = "https:" } = request;
    const send = () => this.send(host, request);
    const isPlain = method === "GET" && headers === undefined && body === undefined;
    return isPlain ? this.memo.once(`${protocol}//${host}${path}`, send) : send();
  }

  /** What a role answers at `/health`, by a name. */
  health(host: string): Promise<HttpAnswer> {
    return this.call(host, { path: "/health" });
  }

  /** {@link call} of an app at the name by which clients come, once it is known to be healthy there. */
  async callHealthy(role: "api" | "ws", request: HttpRequest): Promise<HttpAnswer> {
    const host = this.entry(role);
    const { status } = await this.health(host).catch((error: Error) => {
      if (error instanceof Inconclusive) throw error;
      throw new Inconclusive(`${error.message}: see health ${role}`);
    });
    if (status !== 200) throw new Inconclusive(`${host} is not healthy: see health ${role}`);
    return this.call(host, request);
  }

  private async requireName(hostname: Hostname): Promise<void> {
    const check = hostname.record === "declared" ? "dns" : "handover";
    const { outcome } = await this.nameVerdict(hostname);
    if (outcome !== "pass") throw new Inconclusive(`see ${check} ${hostname.name}`);
  }

  private async send(host: string, request: HttpRequest): Promise<HttpAnswer> {
    try {
      const answer = await httpCall(this.target.vantage, host, request, this.target.timeoutMs);
      if (isFromEdge(answer) && (answer.status === 525 || answer.status === 526)) {
        throw new Inconclusive(`the edge answers ${answer.status}: see origin certificate ${host}`);
      }
      requireHeard(host, answer);
      return answer;
    } catch (error) {
      if (!(error instanceof HandshakeCut)) throw error;
      throw new Inconclusive(`${error.message}: see certificate ${host}`);
    }
  }
}

/**
 * Whoever is taken for a robot, or asks too often, learns nothing of the deployment.
 *
 * @throws Inconclusive
 * @see https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
 */
function requireHeard(host: string, { status, headers }: HttpAnswer): void {
  if (headers["cf-mitigated"] === "challenge") {
    throw new Inconclusive(
      `Cloudflare challenges this machine at ${host}`,
      "Let its address past in the zone's security rules, or verify from another machine.",
    );
  }
  if (status === 429) throw new Inconclusive(`${host} was asked too often: 429`, "Wait a minute.");
}

/** Whether Cloudflare's edge says so itself. @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/ */
export function isFromEdge({ status, headers }: Pick<HttpAnswer, "status" | "headers">): boolean {
  return headers.server === "cloudflare" && status >= 520 && status <= 530;
}
