import assert from "node:assert/strict";
import path from "node:path";
import { localFolder } from "../../operations/local/localFolder";
import { type PulumiResult, runPulumi } from "../../operations/local/runPulumi";
import { type LocalSession, openLocal } from "../../operations/local/session";
import { temporaryFolder } from "../support/temporaryFolder";

/** A step of a preview, as `pulumi preview --json` tells it. */
export interface Step {
  readonly op: string;
  readonly urn: string;
}

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

  /** What an update would do, by operation: `create`, `update`, `replace`, … with the logical names, sorted. */
  async changes(stack: string, ...more: string[]): Promise<Record<string, string[]>> {
    const result = await this.pulumi(`preview --json --stack ${stack}`, ...more);
    assert.equal(result.exitCode, 0, result.stdout + result.stderr);
    const { steps } = JSON.parse(result.stdout) as { steps: readonly Step[] };
    return byOperation(steps);
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

/** Logical names by operation, without what stays the same. */
export function byOperation(steps: readonly Step[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { op, urn } of steps) {
    if (op === "same" || op === "read") continue;
    (found[op] ??= []).push(urn.split("::").at(-1)!);
  }
  for (const names of Object.values(found)) names.sort();
  return found;
}
