import assert from "node:assert/strict";
import path from "node:path";
import { localFolder } from "../../operations/local/localFolder";
import { runPulumi } from "../../operations/local/runPulumi";
import { type LocalSession, openLocal } from "../../operations/local/session";
import type { PulumiResult } from "../../operations/spawnPulumi";
import { temporaryFolder } from "../support/temporaryFolder";

/** A local cloud of its own for one test file, with the real engine. */
export class LocalStacks {
  readonly session: LocalSession;

  private constructor(session: LocalSession) {
    this.session = session;
  }

  static async open(folder = path.join(temporaryFolder(), "local")): Promise<LocalStacks> {
    const session = await openLocal({
      command: "a test",
      folder: localFolder({ FTL_LOCAL: folder }),
    });
    assert.ok(session.cloud);
    return new LocalStacks(session);
  }

  /** Runs a pulumi command line as `ftl local -- …` does. */
  pulumi(line: string, ...more: string[]): Promise<PulumiResult> {
    const args = [...line.split(" "), ...more, "--non-interactive", "--color", "never"];
    return runPulumi(this.session, args, "keep");
  }

  /** {@link pulumi}, which must end well. */
  async succeeds(line: string, ...more: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.pulumi(line, ...more);
    assert.equal(exitCode, 0, `pulumi ${line} ${more.join(" ")}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** {@link pulumi}, which must fail; what it printed. */
  async fails(line: string, ...more: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.pulumi(line, ...more);
    assert.notEqual(exitCode, 0, `pulumi ${line} ${more.join(" ")} did not fail:\n${stdout}`);
    return stdout + stderr;
  }

  up(stack: string, ...more: string[]): Promise<string> {
    return this.succeeds(`up --yes --skip-preview --suppress-outputs --stack ${stack}`, ...more);
  }

  /** Ids of all that is in Azure, below this stack's group. */
  azureIds(stack: string): string[] {
    const { resourceManager } = this.session.cloud!;
    const group = `ftl-${stack}-rg-cin`;
    return resourceManager
      .ids()
      .filter((id) => id.includes(`/${group}/`) || id.endsWith(`/${group}`));
  }

  /** Names of all records in the account, sorted. */
  recordNames(): string[] {
    const { cloudflare } = this.session.cloud!;
    return cloudflare
      .zones()
      .flatMap((zone) => cloudflare.records(zone.id))
      .map(({ type, name }) => `${type} ${name}`)
      .sort();
  }

  close(): Promise<void> {
    return this.session.close();
  }
}
