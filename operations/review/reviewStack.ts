import fs from "node:fs";
import path from "node:path";
import {
  type Claim,
  conflictsAmong,
  readClaims,
  readZoneClaims,
  type Settings,
} from "../../settings";
import { readWaivers } from "../../policy/waivers";
import { type Preview, readPreview } from "../changes/readPreview";
import { earlierSettings } from "../earlierSettings";
import { dnsChanges } from "../guards/dnsChanges";
import { judgeDns } from "../guards/dnsGuard";
import { judgeStateful } from "../guards/statefulGuard";
import { localFolder } from "../local/localFolder";
import { openLocal } from "../local/session";
import { openPlace, type Place } from "../place";
import { ownFolder, type Program } from "../project";
import { Refusal } from "../refusal";
import { areEqual, compareStates } from "../releases/compareStates";
import { differenceText } from "../releases/differenceText";
import { outputsOf } from "../releases/outputsOf";
import { stateOf } from "../releases/stateOf";
import { stackSettings } from "../stackSettings";
import { addZones, atTheBeginning, type DeclaredStack, doByHand } from "./localWorld";
import type { DnsChange, GuardFinding, Review, RuleResult } from "./review";
import { Steps } from "../steps";
import { compare, type Compared } from "./revisions";
import { ruleResults } from "./ruleResults";
import { judge } from "./verdict";

/** What is to be reviewed. */
export interface ReviewOptions {
  readonly stack: string;
  /** Where the change is to go. @default the pull request's target, or the main branch */
  readonly base?: string | undefined;
  /** The change. @default the clone as it stands */
  readonly change?: string | undefined;
  /** Told what goes on. */
  readonly say: (line: string) => void;
}

/**
 * Judges a change of a stack on a local cloud of its own: the base goes up, the change is previewed and goes up with the
 * policy pack on, the rules judge what stands then, a second update must find nothing to do, and the base comes back.
 * Nothing real is touched, and nothing is fetched.
 */
export async function reviewStack(options: ReviewOptions): Promise<Review> {
  const begun = performance.now();
  const compared = await compare(options.base, options.change);
  try {
    const found = await new StackReview(options, compared).run();
    return {
      kind: "ftl-review",
      version: 1,
      stack: options.stack,
      base: compared.base,
      change: compared.change,
      ...found,
      notes: [...compared.notes, ...found.notes],
      seconds: Math.round((performance.now() - begun) / 100) / 10,
    };
  } finally {
    await compared.remove();
  }
}

type Found = Omit<Review, "kind" | "version" | "stack" | "base" | "change" | "seconds">;

class StackReview {
  private readonly stack: string;
  private readonly baseProgram: Program;
  private readonly changeProgram: Program;
  private readonly steps: Steps;
  private readonly guards: GuardFinding[] = [];
  private readonly stopped: string[] = [];
  private readonly cannotTell: string[] = [];
  private readonly notes: string[] = [];
  private rules: RuleResult[] = [];
  private preview: Preview | undefined;
  private dns: readonly DnsChange[] = [];
  private revertible: Review["revertible"] = {
    answer: "unknown",
    because: "the change did not get as far as being deployed.",
  };

  constructor({ stack, say }: ReviewOptions, { baseProgram, changeProgram }: Compared) {
    this.stack = stack;
    this.baseProgram = baseProgram;
    this.changeProgram = changeProgram;
    this.steps = new Steps(say);
  }

  async run(): Promise<Found> {
    const folder = path.join(ownFolder, "review", `${this.stack}-${process.pid}`);
    fs.rmSync(folder, { recursive: true, force: true });
    const session = await openLocal({
      command: `ftl review ${this.stack}`,
      folder: localFolder({ FTL_LOCAL: folder }),
    });
    const place = await openPlace(session, `ftl review ${this.stack}`);
    try {
      await this.walk(place);
    } finally {
      await session.close();
      fs.rmSync(folder, { recursive: true, force: true });
    }
    const { preview, guards, rules, revertible, steps, stopped, cannotTell } = this;
    const facts = { guards, rules, revertible, steps: steps.done, stopped, cannotTell };
    return {
      ...judge(facts),
      changes: preview?.changes ?? [],
      tally: preview?.tally ?? {},
      dns: this.dns,
      rules,
      guards,
      revertible,
      steps: steps.done,
      notes: this.notes,
    };
  }

  private async walk(place: Place): Promise<void> {
    const base = this.orRefused(() => earlier(this.stack, this.baseProgram));
    if (base instanceof Refusal) {
      this.cannotTell.push(base.message);
      return;
    }
    const change = this.orRefused(() => ({
      stack: this.stack,
      program: this.changeProgram,
      settings: stackSettings(this.stack, this.changeProgram.folder),
    }));
    if (change instanceof Refusal) {
      // Everything else would only say the same again.
      this.guards.push(...this.hostnamesTwice());
      this.stopped.push(change.message);
      return;
    }
    const before = await this.baseUp(place, base);
    if (before === undefined) return;
    if (!(await this.judgePreview(place, change))) return;
    const up = await this.changeUp(place, change);
    if (up) await this.secondUp(place);
    else this.steps.skip("second up", "the first one failed");
    await this.takeBack(place, base, change, before);
  }

  private orRefused<T>(read: () => T): T | Refusal {
    try {
      return read();
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  private hostnamesTwice(): GuardFinding[] {
    let claims: ReturnType<typeof readClaims>;
    try {
      claims = readClaims(this.changeProgram.folder);
    } catch {
      // A stack file that can't be read is told by the settings.
      return [];
    }
    return conflictsAmong(claims).map(({ hostname, stacks }) => ({
      guard: "hostname-once",
      message: `${hostname} is claimed by ${stacks.join(" and ")}.`,
      mend: "A name leads to one stack: take it out of ftl:hostnames in all but one of the stack files.",
      waived: false,
    }));
  }

  /** @returns The base's state, or undefined when it doesn't go up. */
  private async baseUp(place: Place, base: DeclaredStack): Promise<string | undefined> {
    await addZones(place, this.baseProgram);
    await addZones(place, this.changeProgram);
    const program = this.baseProgram;
    const up =
      (stack: string, ...more: string[]) =>
      () =>
        place.pulumi([...upArguments(stack), ...more], { program });
    if (base.settings.phase !== "provision") {
      const other = this.zoneOwner(base);
      if (other !== undefined) {
        const { ok } = await this.steps.pulumi(
          `${other.stack} up, for the zone`,
          up(other.stack, ...atTheBeginning(other.settings)),
        );
        if (!ok) return this.baseFails();
      }
      const { ok } = await this.steps.pulumi(
        "base up, at its beginning",
        up(this.stack, ...atTheBeginning(base.settings)),
      );
      if (!ok) return this.baseFails();
      await this.steps.work("base's certificates", () => doByHand(place, base));
    }
    const { ok } = await this.steps.pulumi("base up", up(this.stack));
    return ok ? this.exported(place, program) : this.baseFails();
  }

  /** The other stack that declares the settings of the zone, when this one only checks them. */
  private zoneOwner({ settings, program }: DeclaredStack): DeclaredStack | undefined {
    const { zone, zoneSettings } = settings.hostnames;
    if (zoneSettings === "declared") return undefined;
    const owner = readZoneClaims(program.folder, this.stack).find(
      ({ hostname }) => hostname === zone,
    );
    if (owner === undefined) return undefined;
    return { stack: owner.stack, program, settings: earlierSettings(owner.stack, program.folder) };
  }

  private baseFails(): undefined {
    this.cannotTell.push("The base itself does not go up on the local cloud: see its step.");
    return undefined;
  }

  /** @returns Whether there is any sense in going on. */
  private async judgePreview(place: Place, { settings }: ChangedStack): Promise<boolean> {
    const program = this.changeProgram;
    const result = await this.steps.pulumi("preview", () =>
      place.pulumi(["preview", "--json", "--show-sames", "--stack", this.stack], { program }),
    );
    let preview: Preview;
    try {
      preview = readPreview(result);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.stopped.push(error.message);
      return false;
    }
    this.preview = preview;
    this.dns = dnsChanges(preview.changes, settings.hostnames.zone);
    const waivers = readWaivers(path.join(program.policyPack, "waivers.yaml"));
    this.guards.push(
      ...judgeStateful(preview.changes, waivers),
      ...judgeDns(preview.changes, settings, { others: this.others(program) }),
    );
    if (preview.complete) return true;
    this.rules = ruleResults(result.stdout, program);
    // What a rule or a guard refuses is told by itself, better than by the engine.
    const told =
      this.rules.some(({ outcome }) => outcome === "failed") ||
      this.guards.some(({ waived }) => !waived);
    if (!told || preview.errors.length > 0) this.stopped.push(...preview.errors);
    for (const step of ["up", "policy on what stands", "second up", "rollback"]) {
      this.steps.skip(step, "the preview is refused");
    }
    return false;
  }

  private async changeUp(place: Place, change: ChangedStack): Promise<boolean> {
    const program = this.changeProgram;
    if (change.settings.phase !== "provision") {
      await this.steps.work("certificates", () => doByHand(place, change));
    }
    const { ok, stdout, stderr } = await this.steps.pulumi("up", () =>
      place.pulumi(upArguments(this.stack), { program }),
    );
    if (!ok) this.stopped.push(`The update fails on the local cloud: ${errorsOf(stdout + stderr)}`);
    const state = await this.exported(place, program);
    this.rules = await this.steps.work("policy on what stands", () => ruleResults(state, program));
    return ok;
  }

  private async secondUp(place: Place): Promise<void> {
    const { ok, stdout, stderr } = await this.steps.pulumi("second up", () =>
      place.pulumi([...upArguments(this.stack), "--expect-no-changes"], {
        program: this.changeProgram,
      }),
    );
    if (!ok) {
      this.stopped.push(
        `A second update still finds something to do: ${errorsOf(stdout + stderr)}`,
      );
    }
  }

  /** Deploys the base again, as `ftl rollback` would: today's rules judge yesterday's program. */
  private async takeBack(
    place: Place,
    base: DeclaredStack,
    { settings: { dnsBudget } }: ChangedStack,
    before: string,
  ): Promise<void> {
    const program = { ...this.baseProgram, policyPack: this.changeProgram.policyPack };
    const options = { program };
    const look = await this.steps.pulumi("preview of the rollback", () =>
      place.pulumi(["preview", "--json", "--show-sames", "--stack", this.stack], options),
    );
    const preview = readPreview(look);
    const waivers = readWaivers(path.join(program.policyPack, "waivers.yaml"));
    const against = [
      ...judgeStateful(preview.changes, waivers),
      ...judgeDns(
        preview.changes,
        { ...base.settings, dnsBudget },
        {
          others: this.others(program),
          last: outputsOf(stateOf(before, "the base's state").resources).records ?? [],
        },
      ),
    ].filter(({ waived }) => !waived);
    if (!preview.complete || against.length > 0) {
      const because = [...against.map(({ message }) => message), ...preview.errors].join("; ");
      this.revertible = { answer: "no", because };
      return;
    }
    const { ok, stdout, stderr } = await this.steps.pulumi("rollback", () =>
      place.pulumi(upArguments(this.stack), options),
    );
    if (!ok) {
      this.revertible = { answer: "no", because: errorsOf(stdout + stderr) };
      return;
    }
    const after = await this.exported(place, program);
    const comparison = await this.steps.work("compare with the base", () =>
      compareStates(
        stateOf(before, "the base's state").resources,
        stateOf(after, "the state after the rollback").resources,
      ),
    );
    this.revertible = areEqual(comparison)
      ? { answer: "yes", because: "Deploying the base again leaves the state that the base had." }
      : {
          answer: "no",
          because: `after deploying the base again these differ: ${differenceText(comparison)}`,
        };
  }

  /** Names that the other stacks of a program claim. */
  private others({ folder }: Program): Claim[] {
    return readClaims(folder, this.stack);
  }

  private async exported(place: Place, program: Program): Promise<string> {
    const result = await place.pulumi(["stack", "export", "--stack", this.stack], { program });
    if (result.exitCode === 0) return result.stdout;
    throw new Refusal(`The state can't be read: ${result.stderr}`);
  }
}

/** A stack whose settings are as they must be today. */
type ChangedStack = DeclaredStack & { readonly settings: Settings };

function earlier(stack: string, program: Program): DeclaredStack {
  return { stack, program, settings: earlierSettings(stack, program.folder) };
}

function upArguments(stack: string): string[] {
  return [
    "up",
    "--yes",
    "--skip-preview",
    "--suppress-outputs",
    "--color",
    "never",
    "--stack",
    stack,
  ];
}

/** What the engine names as errors, or its last lines. */
function errorsOf(text: string): string {
  const errors = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^error:|^❌|\[mandatory\]/.test(line));
  const lines = errors.length > 0 ? errors : text.trim().split("\n").slice(-3);
  return [...new Set(lines)].join("; ").replaceAll(/^error: /g, "");
}
