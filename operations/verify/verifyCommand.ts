import fs from "node:fs";
import { authorityFile } from "../../local-cloud";
import { openStackInAzure, type OpenStackInAzure } from "../azure/stackInAzure";
import { appendVerbatim, jobSummaryFile } from "../jobSummary";
import type { LocalSession } from "../local/session";
import { requireDataPlane, requireStanding } from "../local/standing";
import { printJson } from "../printJson";
import { Refusal } from "../refusal";
import { stackSettings } from "../stackSettings";
import { checksOf } from "./checks";
import { CookieJar } from "./cookieJar";
import { junitReport } from "./junitReport";
import { liveList } from "./liveList";
import { localVantage } from "./localVantage";
import { realVantage } from "./realVantage";
import { resourceReader } from "./resourceReader";
import { type CheckResult, exitCodeOf, runChecks } from "./runChecks";
import type { Vantage } from "./vantage";
import { VerifyContext } from "./verifyContext";
import { tallyOf, verifyTable } from "./verifyTable";

/** What `ftl verify` is told. */
export interface VerifyOptions {
  readonly local?: boolean;
  /** Prints JSON in place of the table. */
  readonly json?: boolean;
  /** File to write the results to as JUnit XML, besides. */
  readonly junit?: string;
  /** Appends the table to the summary of a job on GitHub, besides. */
  readonly summary?: boolean;
  /** Names of checks, or what they begin with. @default all */
  readonly only?: readonly string[];
  /** Whole names of checks that are left out. @default none */
  readonly skip?: readonly string[];
  /** File with the cookies of a session that a person began, in Netscape's format. */
  readonly cookieJar?: string;
  /** Seconds that a check may take. */
  readonly timeout: number;
}

/** Which checks are run, and with what. */
interface VerifyPart extends Pick<VerifyOptions, "only" | "skip" | "timeout"> {
  readonly cookieJar?: CookieJar | undefined;
}

/** What a verification came to. */
export interface Verification {
  readonly kind: "ftl-verification";
  readonly version: 1;
  readonly stack: string;
  /** ISO 8601, by the time of where the stack is deployed. */
  readonly at: string;
  readonly exitCode: 0 | 1 | 2;
  readonly seconds: number;
  /** Names of the checks that were left out on purpose. */
  readonly skipped: readonly string[];
  readonly results: readonly CheckResult[];
}

/**
 * `ftl verify <stack>`: whether a deployment works, as its clients and Resource Manager see it.
 *
 * @returns 0 when every check passes, 1 when any fails, 2 when none fails and some can't tell.
 */
export async function verifyCommand(stack: string, options: VerifyOptions): Promise<number> {
  const local = options.local === true;
  // Before anything is opened: a slip of the pen is not to take long.
  const cookieJar = options.cookieJar === undefined ? undefined : CookieJar.read(options.cookieJar);
  const summaryFile = options.summary === true ? jobSummaryFile() : undefined;
  const command = `ftl verify ${stack}${local ? " --local" : ""}`;
  const open = await openStackInAzure(stack, local, command, { dataPlane: local });
  try {
    if (open.place.local !== undefined) await requireStanding(open.place.local);
    const verification = await verify(open, { ...options, cookieJar });
    const { results, seconds, exitCode } = verification;
    const table = verifyTable(stack, results, seconds, options);
    if (options.json === true) printJson({ ...verification, tally: tallyOf(results) });
    else process.stdout.write(`\n${table}`);
    if (summaryFile !== undefined) appendVerbatim(summaryFile, table);
    if (options.junit !== undefined) writeReport(options.junit, junitReport(stack, results));
    return exitCode;
  } finally {
    await open.close();
  }
}

function writeReport(file: string, report: string): void {
  try {
    fs.writeFileSync(file, report);
  } catch (error) {
    throw new Refusal(`The report can't be written: ${(error as Error).message}`);
  }
}

/** How much of a check's time one connection or answer may take, so that the check can still say who was silent. */
const shareOfOne = 0.8;

/**
 * Verifies a stack that is open, and shows results on standard error as they come.
 *
 * @throws Refusal when its file names other hostnames than it was deployed with, or when there is no such check.
 */
export async function verify(
  { stack, local, access, outputs, place }: OpenStackInAzure,
  { only, skip, timeout, cookieJar }: VerifyPart,
): Promise<Verification> {
  const timeoutMs = timeout * 1000 * shareOfOne;
  const vantage =
    place.local === undefined ? realVantage(timeoutMs) : vantageOf(place.local, timeoutMs);
  const context = new VerifyContext({
    stack,
    local,
    outputs,
    settings: stackSettings(stack),
    vantage,
    azure: resourceReader(access, timeoutMs),
    cookieJar,
    timeoutMs,
  });
  const checks = checksOf(context, { only, skip });
  const list = liveList(process.stderr, checks.length);
  const begun = performance.now();
  const results = await runChecks(checks, {
    timeoutSec: timeout,
    onUpdate: (ended, running) => list.update(ended, running),
  });
  list.end();
  return {
    kind: "ftl-verification",
    version: 1,
    stack,
    at: vantage.now().toISOString(),
    exitCode: exitCodeOf(results),
    seconds: Math.round((performance.now() - begun) / 100) / 10,
    skipped: skip ?? [],
    results,
  };
}

/** Where the clients of a local cloud stand. @throws Refusal, exit code 2, when it runs no data plane. */
function vantageOf(session: LocalSession, timeoutMs: number): Vantage {
  return localVantage({
    ...requireDataPlane(session),
    authorityFile: authorityFile(session.folder.folder),
    now: () => session.now(),
    timeoutMs,
  });
}
