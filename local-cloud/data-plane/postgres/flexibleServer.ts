import { earliestRestore } from "../../arm/types/postgresql/restore";
import type { Credentials } from "../../trust/authority";
import type { Ground } from "../part";
import { Retries } from "../processes/retries";
import { baseBackups, pruneBackups, takeBaseBackup } from "./baseBackups";
import { findBinaries, type Binaries } from "./binaries";
import { ServerFolder } from "./dataFolder";
import type { DeclaredServer } from "./declaredServer";
import { prepareRestore } from "./pointInTimeRestore";
import { RunningServer, writeAccess } from "./runningServer";
import type { RenewedCertificate } from "../../trust/renewedCertificate";
import { serviceCertificate } from "../serviceCertificate";
import { writeContent } from "./serverContent";

const dayMs = 24 * 60 * 60 * 1000;

/** Where a restore reads: the server, and the moment by the machine's clock, ms since 1970. */
export interface RestoreSource {
  readonly source: FlexibleServer;
  readonly moment: number;
}

/** What a server asks of those around it. */
export interface Surroundings {
  /** Where to restore from; undefined when the source is not there. */
  restoreSource(sourceId: string, moment: Date): RestoreSource | undefined;
  /** Told when the server has ended without being asked to, or is to be tried again. */
  hasEnded(): void;
}

/** The PostgreSQL of one flexible server, and its backups. */
export class FlexibleServer {
  private readonly ground: Pick<Ground, "authority" | "clock" | "resourceManager" | "say">;
  private readonly folder: ServerFolder;
  private readonly surroundings: Surroundings;
  private running: RunningServer | undefined;
  private isReady = false;
  private isUnderWay = true;
  /** What it was last brought into agreement with, or failed to be. */
  private brought = "";
  private certificate: RenewedCertificate | undefined;
  private shown: Credentials | undefined;
  private hasAgreed = false;
  private lastProblem: string | undefined;
  private readonly retries: Retries;

  constructor(
    folder: string,
    ground: Pick<Ground, "authority" | "clock" | "resourceManager" | "say">,
    surroundings: Surroundings,
  ) {
    this.folder = new ServerFolder(folder);
    this.ground = ground;
    this.surroundings = surroundings;
    this.retries = new Retries(() => {
      this.brought = "";
      surroundings.hasEnded();
    });
  }

  /** Port of 127.0.0.1 on which it takes connections. */
  get port(): number | undefined {
    return this.isReady && this.running?.isRunning === true ? this.running.port : undefined;
  }

  /** Why it is not what is declared, in a line; undefined when it is, or has not failed yet. */
  get problem(): string | undefined {
    return this.lastProblem;
  }

  /** Whether it is still on its way to what is declared. */
  get isPending(): boolean {
    return this.isUnderWay;
  }

  /** Makes the server agree with what is declared; what fails is said, and tried again later. */
  async bring(declared: DeclaredServer): Promise<void> {
    const wanted = wantedOf(declared);
    const isDown = this.isReady && this.running?.isRunning !== true;
    if (isDown) this.ground.say(`PostgreSQL server ${declared.name} has ended; starting it again.`);
    try {
      this.certificate ??= serviceCertificate(this.ground, declared.host);
      const credentials = await this.certificate.current();
      if (wanted !== this.brought || isDown || credentials !== this.shown) {
        this.brought = wanted;
        this.isUnderWay = true;
        this.shown = credentials;
        this.hasAgreed = false;
        await this.agree(declared, credentials);
        this.hasAgreed = true;
      }
      this.isUnderWay = false;
      await this.keepBackups(declared);
      if (!this.hasAgreed) return;
      this.lastProblem = undefined;
      this.retries.succeeded();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.lastProblem = `PostgreSQL server ${declared.name}: ${reason}`;
      this.ground.say(this.lastProblem);
      this.isUnderWay = false;
      this.retries.failed();
    }
  }

  /** Ends it; its files stay. */
  async end(): Promise<void> {
    this.retries.stop();
    this.isReady = false;
    await this.running?.end();
    this.running = undefined;
  }

  private async agree(declared: DeclaredServer, credentials: Credentials): Promise<void> {
    const identity = `${declared.resource.id} ${declared.resource.created}`;
    const isNew = !this.folder.holds(identity);
    if (isNew || this.running?.isRunning !== true) {
      await this.end();
      const settings = isNew ? await this.make(declared) : {};
      writeAccess(this.folder, credentials, declared.requiresTls);
      const binaries = this.binaries(declared, this.folder.majorVersion);
      const running = await RunningServer.start(binaries, this.folder, settings);
      this.running = running;
      void running.ended.then(() => {
        if (this.isReady && this.running === running) this.surroundings.hasEnded();
      });
    } else {
      writeAccess(this.folder, credentials, declared.requiresTls);
    }
    await writeContent(this.running!, this.folder, declared, this.ground.say);
    if (isNew) {
      // Before anybody is let in: there is no moment that it can't be restored to.
      await this.backUp();
      this.folder.markComplete(identity);
    }
    this.isReady = true;
  }

  /** Makes its files; answers the settings of its first start. */
  private async make(declared: DeclaredServer): Promise<Readonly<Record<string, string>>> {
    const { restore, majorVersion } = declared;
    if (restore === undefined) {
      await this.folder.initialize(this.binaries(declared, majorVersion));
      return {};
    }
    const found = this.surroundings.restoreSource(restore.sourceId, restore.moment);
    const server = found?.source.running;
    if (found === undefined || server === undefined || found.source.port === undefined) {
      throw new Error(`its source ${restore.sourceId} doesn't run here`);
    }
    return prepareRestore({ server, folder: found.source.folder }, this.folder, found.moment);
  }

  /** Those of a version, which stays the one that made the files when the declared one is raised. */
  private binaries({ name, majorVersion }: DeclaredServer, wanted: number): Binaries {
    const binaries = findBinaries(wanted);
    if (binaries.majorVersion !== majorVersion) {
      this.ground.say(
        `PostgreSQL server ${name} is of version ${majorVersion}; here it runs ${binaries.majorVersion}.`,
      );
    }
    return binaries;
  }

  /** A backup each day, as the service takes them, and none that is older than the retention. */
  private async keepBackups({ resource }: DeclaredServer): Promise<void> {
    if (this.port === undefined) return;
    const newest = baseBackups(this.folder).at(-1)?.completedTime ?? "";
    const age = this.ground.clock.now().getTime() - Date.parse(newest);
    if (age < dayMs) return;
    await this.backUp();
    pruneBackups(this.folder, earliestRestore(this.ground.resourceManager, resource));
  }

  private async backUp(): Promise<void> {
    if (this.running === undefined) return;
    await takeBaseBackup(this.running, this.folder, () => this.ground.clock.now());
  }
}

/** All that a server is brought into agreement with, as a text to compare. */
function wantedOf({ resource, administrator, databases, parameters }: DeclaredServer): string {
  return JSON.stringify([resource.created, administrator, databases, [...parameters]]);
}
