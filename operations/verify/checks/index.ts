import { Refusal } from "../../refusal";
import type { Check } from "../check";
import type { VerifyContext } from "../verifyContext";
import { caaChecks } from "./caa";
import { certificateChecks, originCertificateChecks } from "./certificates";
import { cookieChecks } from "./cookies";
import { corsChecks } from "./cors";
import { dnsChecks, handoverChecks, verificationChecks } from "./dns";
import { frontendChecks } from "./frontend";
import { futuresChecks } from "./futures";
import { healthChecks } from "./health";
import { migrationChecks } from "./migrations";
import { postgresChecks } from "./postgres";
import { redirectChecks } from "./redirect";
import { redisChecks } from "./redis";
import { replicaChecks, revisionModeChecks } from "./replicas";
import { secretChecks } from "./secrets";
import { webSocketChecks } from "./webSocket";

/** Every family of checks, in the order in which a client meets what they look at. */
const families: readonly ((context: VerifyContext) => Check[])[] = [
  dnsChecks,
  handoverChecks,
  verificationChecks,
  caaChecks,
  certificateChecks,
  originCertificateChecks,
  redirectChecks,
  healthChecks,
  corsChecks,
  cookieChecks,
  webSocketChecks,
  futuresChecks,
  frontendChecks,
  revisionModeChecks,
  replicaChecks,
  secretChecks,
  migrationChecks,
  postgresChecks,
  redisChecks,
];

/** Which of a deployment's checks are run. */
export interface Selection {
  /** Names, or what names begin with: `dns`, `health api`. @default all */
  readonly only?: readonly string[] | undefined;
  /** Whole names of those that are left out. @default none */
  readonly skip?: readonly string[] | undefined;
}

/**
 * The checks of a deployment.
 *
 * @throws Refusal when there is no such check.
 */
export function checksOf(
  context: VerifyContext,
  { only = [], skip = [] }: Selection = {},
): Check[] {
  const all = families.flatMap((family) => family(context));
  const isMeant = (wanted: string, name: string) =>
    name === wanted || name.startsWith(`${wanted} `);
  const unknown = [
    ...only.filter((wanted) => !all.some(({ name }) => isMeant(wanted, name))),
    ...skip.filter((wanted) => !all.some(({ name }) => name === wanted)),
  ];
  if (unknown.length > 0) {
    const names = all.map(({ name }) => `  ${name}`).join("\n");
    throw new Refusal(`There is no check ${unknown.join(", ")}. The checks:\n${names}`);
  }
  return all
    .filter(({ name }) => only.length === 0 || only.some((wanted) => isMeant(wanted, name)))
    .filter(({ name }) => !skip.includes(name));
}
