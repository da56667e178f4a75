import type { Credentials } from "../../trust/authority";
import type { Ground } from "../part";
import type { RenewedCertificate } from "../../trust/renewedCertificate";
import { serviceCertificate } from "../serviceCertificate";
import { Retries } from "../processes/retries";
import type { CacheProgram } from "./cacheProgram";
import type { DeclaredCache } from "./declaredCache";
import { MemoryCache } from "./memory/memoryCache";
import { RedisProcess } from "./redisProcess";
import { TlsFront } from "./tlsFront";

/** One cache: what holds its keys, and the TLS in front of it. */
export class Cache {
  private readonly folder: string;
  private readonly ground: Pick<Ground, "authority" | "clock" | "say">;
  private readonly installed: string | undefined;
  private readonly hasEnded: () => void;
  private program: CacheProgram | undefined;
  private front: TlsFront | undefined;
  private certificate: RenewedCertificate | undefined;
  private shown: Credentials | undefined;
  private brought = "";
  private isUnderWay = true;
  private isEnding = false;
  private lastProblem: string | undefined;
  private readonly retries: Retries;

  /**
   * @param installed Path of the Redis server to run; without one the keys are in this process's memory.
   * @param hasEnded Told when the cache has ended without being asked to, or is to be tried again.
   */
  constructor(
    folder: string,
    ground: Pick<Ground, "authority" | "clock" | "say">,
    installed: string | undefined,
    hasEnded: () => void,
  ) {
    this.folder = folder;
    this.ground = ground;
    this.installed = installed;
    this.hasEnded = hasEnded;
    this.retries = new Retries(() => {
      this.brought = "";
      hasEnded();
    });
  }

  /** Why it is not what is declared, in a line; undefined when it is, or has not failed yet. */
  get problem(): string | undefined {
    return this.lastProblem;
  }

  /** Whether it is still on its way to what is declared. */
  get isPending(): boolean {
    return this.isUnderWay;
  }

  /** Port of 127.0.0.1 that takes TLS connections. */
  get tlsPort(): number | undefined {
    return this.program?.isRunning === true ? this.front?.port : undefined;
  }

  /** Port of 127.0.0.1 that takes plain connections. */
  get plainPort(): number | undefined {
    return this.program?.isRunning === true ? this.program.port : undefined;
  }

  /** Makes the cache agree with what is declared; what fails is said, and tried again later. */
  async bring(declared: DeclaredCache): Promise<void> {
    const { resource, accessKeys, databases, minimumTlsVersion } = declared;
    const wanted = JSON.stringify([resource.created, accessKeys, databases, minimumTlsVersion]);
    const isDown = this.program?.isRunning === false;
    if (isDown) this.ground.say(`Redis cache ${declared.name} has ended; starting it again.`);
    try {
      this.certificate ??= serviceCertificate(this.ground, declared.host);
      const credentials = await this.certificate.current();
      if (wanted === this.brought && credentials === this.shown && !isDown) return;
      this.isUnderWay = true;
      this.brought = wanted;
      this.shown = credentials;
      await this.agree(declared, credentials);
      this.lastProblem = undefined;
      this.retries.succeeded();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const problem = `Redis cache ${declared.name}: ${reason}`;
      if (problem !== this.lastProblem) this.ground.say(problem);
      this.lastProblem = problem;
      this.retries.failed();
    } finally {
      this.isUnderWay = false;
    }
  }

  /** Ends it; its files stay. */
  async end(): Promise<void> {
    this.isEnding = true;
    this.retries.stop();
    await this.front?.close();
    await this.program?.end();
  }

  private async agree(declared: DeclaredCache, credentials: Credentials): Promise<void> {
    if (this.program?.isRunning === true) await this.program.allow(declared.accessKeys);
    else await this.start(declared);
    if (this.front === undefined) {
      this.front = await TlsFront.listen(
        credentials,
        declared.minimumTlsVersion,
        () => this.plainPort,
      );
    } else {
      this.front.show(credentials, declared.minimumTlsVersion);
    }
  }

  private async start({ name, databases, accessKeys }: DeclaredCache): Promise<void> {
    const program =
      this.installed === undefined
        ? await MemoryCache.start(databases, accessKeys)
        : await RedisProcess.start(this.installed, this.folder, databases, accessKeys);
    this.program = program;
    if (this.installed === undefined) {
      this.ground.say(
        `Redis cache ${name}: no redis-server on PATH, so it is in memory, gone when the local cloud ends.`,
      );
    }
    void program.ended.then(() => {
      if (!this.isEnding) this.hasEnded();
    });
  }
}
