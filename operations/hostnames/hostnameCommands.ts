import { printJson } from "../printJson";
import path from "node:path";
import { frontendBuildVariables, oauthClient, plainVariables } from "../../settings";
import type { OAuthClient, Settings } from "../../settings";
import { deployedOutputs } from "../deployedOutputs";
import { stackFile } from "../project";
import { Refusal } from "../refusal";
import { stackSettings } from "../stackSettings";
import { handoverMessage } from "./handoverMessage";
import { writeHandover } from "./writeHandover";

/** What a person may choose of `ftl handover`. */
export interface HandoverOptions {
  /** On the local cloud. */
  readonly local?: true;
  /** Write them there. */
  readonly write?: true;
  /** Print JSON. */
  readonly json?: true;
}

/** `ftl handover <stack>`: the records that the owners of other zones are asked to write. */
export async function showHandover(stack: string, options: HandoverOptions): Promise<void> {
  const { local, json, write } = options;
  if (write && !local) {
    throw new Refusal(
      "Nobody but its owner writes into a zone of others. --write is for the local cloud: add --local.",
    );
  }
  const written = write ? await writeHandover(stack) : [];
  const { handover } = await deployedOutputs(stack, local === true);
  if (json) return printJson({ stack, records: handover });
  const file = path.basename(stackFile(stack));
  if (handover.length === 0) {
    process.stdout.write(
      `${stack} has no record to hand over: none of its frontend's hostnames has record: handover in ${file}.\n`,
    );
    return;
  }
  if (write) process.stdout.write(`${written.join("\n")}\n`);
  else process.stdout.write(handover.map(handoverMessage).join("\n---\n\n"));
  const names = handover.map(({ name }) => name).join(", ");
  // Beside the message, which can be piped into a file or a mail program.
  process.stderr.write(
    `\n${write ? "Now" : "When it stands"}: set record to standing for ${names} in ${file}, and deploy.\n`,
  );
}

/** Who needs variables that follow from the hostnames. */
export type VariableUser = "frontend" | "api" | "ws";

/** What a person may choose of `ftl env`. */
export interface EnvOptions {
  readonly for: VariableUser;
  /** Print JSON. */
  readonly json?: true;
}

/** `ftl env <stack> --for <user>`: variables derived from the stack's settings, none of them a secret. */
export function showVariables(stack: string, { for: user, json }: EnvOptions): void {
  const settings = stackSettings(stack);
  const variables = variablesFor(user, settings);
  const oauth = user === "api" ? oauthClient(settings) : undefined;
  if (json) return printJson({ stack, for: user, variables, ...(oauth && { oauth }) });
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
  process.stdout.write([...lines, ...(oauth ? oauthLines(oauth) : []), ""].join("\n"));
}

function variablesFor(user: VariableUser, settings: Settings): Record<string, string> {
  return user === "frontend" ? frontendBuildVariables(settings) : plainVariables(user, settings);
}

/** A value as dotenv files have it: in quotes where it could be read as something else. */
function quoted(value: string): string {
  return /^[\w.,:/@-]*$/.test(value) ? value : JSON.stringify(value);
}

function oauthLines({ origins, redirectUris }: OAuthClient): string[] {
  return [
    "",
    "# To be entered by hand, at the stack's OAuth client in Google's console:",
    ...origins.map((origin) => `#   authorized JavaScript origin  ${origin}`),
    ...redirectUris.map((uri) => `#   authorized redirect URI       ${uri}`),
  ];
}
