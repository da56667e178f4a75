import { table } from "../table";
import type { AppChoice, ListedApp } from "./fastChoice";
import type { Switched } from "./fastSwitch";

/** Every revision that the apps have kept, the newest first. */
export function revisionTable(apps: readonly ListedApp[]): string {
  const rows = apps.flatMap(({ revisions }) =>
    revisions
      .toReversed()
      .map(({ name, created, active, image, reachable, trafficWeight, health, running }) => [
        name,
        created.toISOString().slice(0, 16).replace("T", " "),
        active ? "active" : "",
        reachable ? `${trafficWeight} %` : "-",
        active ? [running, health].filter((word) => word !== "None").join(", ") : running,
        shortImage(image),
      ]),
  );
  const heading = ["revision", "created (UTC)", "", "traffic", "state", "image"];
  return `${table(rows, { heading, elastic: [5] }).join("\n")}\n`;
}

/** What becomes of each app, a line each. */
export function choiceText(choices: readonly AppChoice[]): string {
  const rows = choices.map((choice) => [choice.containerApp, sentence(choice)]);
  return `${table(rows, { elastic: [1], width: 200 }).join("\n")}\n`;
}

function sentence(choice: AppChoice): string {
  switch (choice.kind) {
    case "switch": {
      const from = choice.from.map(({ name }) => name).join(", ") || "nothing that runs";
      return `${from} → ${choice.to.name} (${shortImage(choice.to.image)})`;
    }
    case "stays":
      return `stays at ${choice.at.name}`;
    case "none":
      return `can't go back: ${choice.why}`;
  }
}

/** How the apps ended, and how the stack is made whole again. */
export function afterwards(stack: string, local: boolean, switched: readonly Switched[]): string {
  const flag = local ? " --local" : "";
  const failed = switched.filter(({ done }) => !done);
  return [
    ...switched.map(({ containerApp, to, done, why }) =>
      done ? `  ${containerApp} runs ${to}` : `  ${containerApp}: ${why}`,
    ),
    "",
    ...(failed.length > 0
      ? [
          `Not all of ${stack} went back. Give the same command again, or deploy the earlier release: npx ftl rollback ${stack}${flag}`,
          "",
        ]
      : []),
    `What runs is not what the state of ${stack} says. Neither ftl drift nor a deployment of the same commit sees that: an`,
    "app's template stays that of its newest revision. A mend brings a new revision only to the apps whose template it",
    "changes. So make the stack whole first, then go forward:",
    `  npx ftl rollback ${stack}${flag}    deploys the earlier release again, as a new one`,
    `  npx ftl rollback ${stack} --fast --list${flag}    shows which revision runs`,
    "The frontend's bundle, the migrate job and the database are as they were.",
    "",
  ].join("\n");
}

/** `ftl-api:1.0.0` of `ftlprdacrcin.azurecr.io/ftl-api:1.0.0@sha256:…`. */
function shortImage(image: string): string {
  const [name = "", digest] = image.split("@");
  const short = name.split("/").at(-1)!;
  return digest === undefined ? short : `${short}@${digest.slice(0, 15)}`;
}
