import path from "node:path";
import { type GuardName } from "../../policy/guards";
import { readWaivers } from "../../policy/waivers";
import { conflictsAmong, readClaims, type RecordOutput } from "../../settings";
import type { Preview } from "../changes/readPreview";
import { type DnsSettings, judgeDns } from "../guards/dnsGuard";
import { judgeStateful } from "../guards/statefulGuard";
import type { Program } from "../project";
import type { GuardFinding } from "./review";

/** The guards that judge what an update would do. */
export const previewGuards: readonly GuardName[] = ["stateful-kept", "dns-owner", "dns-budget"];

/** What a preview is judged by. */
export interface GuardContext {
  readonly stack: string;
  /** Whose waivers and whose other stacks count. */
  readonly program: Program;
  readonly settings: DnsSettings;
  /** Records that the stack has before. */
  readonly last: readonly RecordOutput[];
}

/** What the guards say of a preview; nothing when all is well. */
export function guardFindings(
  { changes, errors }: Preview,
  { stack, program, settings, last }: GuardContext,
): GuardFinding[] {
  const waivers = readWaivers(path.join(program.policyPack, "waivers.yaml"));
  return [
    ...judgeProtected(errors),
    ...judgeStateful(changes, waivers),
    ...judgeDns(changes, settings, { others: readClaims(program.folder, stack), last }),
  ];
}

/** Hostnames that two stacks of a program claim. */
export function hostnamesTwice({ folder }: Program): GuardFinding[] {
  let claims: ReturnType<typeof readClaims>;
  try {
    claims = readClaims(folder);
  } catch {
    // A stack file that can't be read is told by the settings.
    return [];
  }
  const guard: GuardName = "hostname-once";
  return conflictsAmong(claims).map(({ hostname, stacks }) => ({
    guard,
    message: `${hostname} is claimed by ${stacks.join(" and ")}.`,
    mend: "A name leads to one stack: take it out of ftl:hostnames in all but one of the stack files.",
    waived: false,
  }));
}

/** What the engine says of a protected resource. @see https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/step_generator.go */
const refusedByEngine = /^unable to (replace|delete) resource "[^"]*::([^":]+)"/;

/** The engine refuses to plan the end of a protected resource, so that no change of the preview tells of it. */
function judgeProtected(errors: readonly string[]): GuardFinding[] {
  const guard: GuardName = "stateful-kept";
  return errors.flatMap((error) => {
    const [, operation, name] = refusedByEngine.exec(error) ?? [];
    if (operation === undefined) return [];
    return [
      {
        guard,
        message: `${name} would be ${operation}d, and it is protected`,
        mend:
          "Take the change back. If the loss is meant, and a backup is proven, deploy ftl:protected: false by itself " +
          `first; the change then takes a waiver of ${guard} in policy/waivers.yaml.`,
        waived: false,
      },
    ];
  });
}

/** Errors of a preview that no guard, and no rule, has told of already. */
export function otherErrors(errors: readonly string[], told: boolean): string[] {
  const rest = errors.filter((error) => !refusedByEngine.test(error));
  const telling = rest.filter((error) => error !== "preview failed");
  return telling.length > 0 || told || rest.length < errors.length ? telling : rest;
}
