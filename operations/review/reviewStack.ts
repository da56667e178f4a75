import path from "node:path";
import type { Settings } from "../../settings";
import { abandonedIn, ownName, removeFolder } from "../abandoned";
import type { Preview } from "../changes/readPreview";
import { earlierSettings } from "../earlierSettings";
import { dnsChanges } from "../guards/dnsChanges";
import { localFolder } from "../local/localFolder";
import { openLocal } from "../local/session";
import { openPlace, type Place } from "../place";
import { ownFolder } from "../project";
import { Refusal } from "../refusal";
import { outputsOf } from "../releases/outputsOf";
import { stateOf } from "../releases/stateOf";
import { stackSettings } from "../stackSettings";
import { Steps } from "../steps";
import { baseUp } from "./baseUp";
import { guardFindings, hostnamesTwice, otherErrors, previewGuards } from "./guardFindings";
import { Interruption } from "./interruption";
import { addZones, type DeclaredStack } from "./localWorld";
import type { DnsChange, GuardFinding, Review, RuleResult } from "./review";
import { compare, type Compared } from "./revisions";
import { ruleResults } from "./ruleResults";
import { takeBack } from "./takeBack";
import { orRefused, Trial } from "./trial";
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
 *
 * @throws Refusal when there is nothing to compare, or when the review was interrupted.
 */
export async function reviewStack(options: ReviewOptions): Promise<Review> {
  const begun = performance.now();
  const { stack, base, change, say } = options;
  const interruption = new Interruption();
  try {
    const compared = await compare(base, change);
    try {
      const steps = new Steps(say);
      const found = await onOwnCloud(stack, (place) =>
        new StackReview(new Trial(stack, place, steps, interruption), compared).run(),
      );
      return {
        kind: "ftl-review",
        version: 1,
        stack,
        base: compared.base,
        change: compared.change,
        ...found,
        notes: compared.notes,
        seconds: Math.round((performance.now() - begun) / 100) / 10,
      };
    } finally {
      await compared.remove();
    }
  } catch (error) {
    // What was interrupted may have failed for that alone.
    interruption.check();
    throw error;
  } finally {
    interruption.stop();
  }
}

/** Opens a local cloud that is empty, and is taken away afterwards. */
async function onOwnCloud<T>(stack: string, work: (place: Place) => Promise<T>): Promise<T> {
  const clouds = path.join(ownFolder, "review");
  const folder = path.join(clouds, ownName(stack));
  for (const left of [folder, ...abandonedIn(clouds)]) removeFolder(left);
  const command = `ftl review ${stack}`;
  const session = await openLocal({ command, folder: localFolder({ FTL_LOCAL: folder }) });
  try {
    return await work(await openPlace(session, command));
  } finally {
    await session.close();
    removeFolder(folder);
  }
}

type Found = Omit<Review, "kind" | "version" | "stack" | "base" | "change" | "notes" | "seconds">;

/** A stack whose settings are as they must be today. */
type ChangedStack = DeclaredStack & { readonly settings: Settings };

/** Walks the steps of a review, and keeps what is found on the way. */
class StackReview {
  private readonly trial: Trial;
  private readonly compared: Compared;
  private readonly asked: string[] = [];
  private readonly guards: GuardFinding[] = [];
  private readonly stopped: string[] = [];
  private readonly cannotTell: string[] = [];
  private rules: RuleResult[] = [];
  private preview: Preview | undefined;
  private dns: readonly DnsChange[] = [];
  private revertible: Review["revertible"] = {
    answer: "unknown",
    because: "the change did not get as far as being deployed.",
  };

  constructor(trial: Trial, compared: Compared) {
    this.trial = trial;
    this.compared = compared;
  }

  async run(): Promise<Found> {
    await this.walk();
    const { asked, preview, guards, rules, dns, revertible, stopped, cannotTell } = this;
    const { done: steps } = this.trial.steps;
    return {
      ...judge({ guards, rules, revertible, steps, stopped, cannotTell }),
      changes: preview?.changes ?? [],
      tally: preview?.tally ?? {},
      dns,
      rules,
      asked,
      guards,
      revertible,
      steps,
    };
  }

  private async walk(): Promise<void> {
    const { trial } = this;
    const { stack } = trial;
    const { baseProgram, changeProgram } = this.compared;
    const base = orRefused(() => ({
      stack,
      program: baseProgram,
      settings: earlierSettings(stack, baseProgram.folder),
    }));
    if (base instanceof Refusal) {
      this.cannotTell.push(base.message);
      return;
    }
    this.asked.push("hostname-once");
    this.guards.push(...hostnamesTwice(changeProgram));
    const change = orRefused(() => ({
      stack,
      program: changeProgram,
      settings: stackSettings(stack, changeProgram.folder),
    }));
    if (change instanceof Refusal) {
      // The settings, too, refuse what two stacks claim.
      if (this.guards.length === 0) this.stopped.push(change.message);
      return;
    }
    await addZones(trial.place, changeProgram);
    if (!(await baseUp(trial, base))) {
      this.cannotTell.push("The base itself does not go up on the local cloud: see its steps.");
      return;
    }
    const before = await trial.state(baseProgram);
    if (!(await this.judgePreview(change, before))) return;
    const up = await this.changeUp(change);
    const changed = await trial.state(changeProgram);
    if (up) {
      this.rules = await trial.steps.work("policy on what stands", () =>
        ruleResults([changed], changeProgram),
      );
      await this.secondUp(change);
    } else {
      for (const step of ["policy on what stands", "second up"]) {
        trial.steps.skip(step, "the update failed");
      }
    }
    this.revertible = await takeBack(trial, { base, before, change, changed });
  }

  /** @returns Whether there is any sense in going on. */
  private async judgePreview(change: ChangedStack, before: string): Promise<boolean> {
    const { stack, steps } = this.trial;
    const { program, settings } = change;
    const { text, preview } = await this.trial.preview("preview", program);
    if (preview instanceof Refusal) {
      this.stopped.push(preview.message);
      return false;
    }
    this.preview = preview;
    this.dns = dnsChanges(preview.changes, settings.hostnames.zone);
    const last = outputsOf(stateOf(before, "the base's state").resources).records ?? [];
    this.guards.push(...guardFindings(preview, { stack, program, settings, last }));
    // What a preview that ended early did not come to is judged as it stands.
    this.rules = ruleResults(preview.complete ? [text] : [before, text], program);
    if (preview.complete) this.asked.push(...previewGuards);
    const refused = this.guards.some(({ waived }) => !waived);
    if (preview.complete && !refused) return true;
    const told = refused || this.rules.some(({ outcome }) => outcome === "failed");
    this.stopped.push(...otherErrors(preview.errors, told));
    for (const step of ["up", "policy on what stands", "second up", "rollback"]) {
      steps.skip(step, "the preview is refused");
    }
    return false;
  }

  private async changeUp(change: ChangedStack): Promise<boolean> {
    if (change.settings.phase !== "provision") {
      const missing = await this.trial.byHand("certificates", change);
      if (missing !== undefined) this.stopped.push(missing);
    }
    const failed = await this.trial.up("up", change.program);
    if (failed !== undefined) {
      this.stopped.push(`The update fails on the local cloud: ${failed}`);
    }
    return failed === undefined;
  }

  private async secondUp({ program }: ChangedStack): Promise<void> {
    const failed = await this.trial.upAgain("second up", program);
    if (failed === undefined) return;
    this.stopped.push(`A second update still finds something to do: ${failed}`);
  }
}
