/**
 * What a review of a one-line change of prd costs, and where its time goes, against one update of prd from nothing on the
 * local cloud.
 *
 *     npm run bench:review
 */

import fs from "node:fs";
import type { Review } from "../operations/review/review";
import { PreparedClone } from "../test/support/preparedClone";
import { inTurns, median, report, seconds } from "./measure";

const rounds = 3;

async function main(): Promise<void> {
  const clone = await PreparedClone.create();
  const change = await clone.commit("one more replica", {
    "Pulumi.prd.yaml": (text) => text.replace("maxReplicas: 12", "maxReplicas: 13"),
  });
  const reviews: Review[] = [];
  const ftl = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await clone.ftl(args);
    if (exitCode !== 0) throw new Error(`ftl ${args.join(" ")} failed:\n${stdout}${stderr}`);
    return stdout;
  };
  const results = await inTurns(
    [
      {
        name: "review of a one-line change of prd",
        run: async () => {
          const found = await ftl(
            "review",
            "prd",
            "--base",
            clone.base,
            "--change",
            change,
            "--json",
          );
          reviews.push(JSON.parse(found) as Review);
        },
      },
      {
        name: "an update of prd from nothing",
        run: async () => {
          fs.rmSync(clone.localFolder, { recursive: true, force: true });
          const up = "up --stack prd --yes --skip-preview --suppress-outputs";
          await ftl("local", "--", ...up.split(" "));
        },
      },
    ],
    rounds,
  );
  report(results);
  // The first one is the warm-up.
  printParts(reviews.slice(1), median(results.at(-1)!.milliseconds));
}

/** Prints each step's median, and how often an update is contained in it. */
function printParts(reviews: readonly Review[], update: number): void {
  for (const { name } of reviews[0]!.steps) {
    const times = reviews.map(({ steps }) => steps.find((step) => step.name === name)!.seconds);
    const middle = median(times) * 1000;
    process.stdout.write(
      `  ${name.padEnd(42)} ${seconds(middle)} s  ${(middle / update).toFixed(2)} ×\n`,
    );
  }
}

void main();
