/**
 * All checks of prd, live on the local cloud, side by side, against the slowest family of them alone, and how long they
 * would take one after the other.
 *
 *     npm run bench:verify
 */

import { runChecks } from "../operations/verify/runChecks";
import { checksOf } from "../operations/verify/checks";
import { Platform } from "../test/support/platform";
import { inTurns, median, report, seconds } from "./measure";

const rounds = 10;

async function main(): Promise<void> {
  const platform = await Platform.open();
  try {
    await platform.cutOver("prd");
    await platform.settled();
    await platform.migrate("prd");
    const sums: number[] = [];
    let count = 0;
    const all = async () => {
      const results = await platform.verify("prd");
      count = results.length;
      sums.push(results.reduce((sum, result) => sum + result.seconds * 1000, 0));
    };
    const health = async () => {
      const checks = checksOf(platform.context("prd"), { only: ["health api"] });
      await runChecks(checks, { timeoutSec: 10 });
    };
    const runs = await inTurns(
      [
        { name: "all checks of prd, side by side", run: all },
        { name: "health of api alone", run: health },
      ],
      rounds,
    );
    report(runs);
    process.stdout.write(
      `${count} checks; each waited for by itself, they take ${seconds(median(sums))} s in sum\n`,
    );
  } finally {
    await platform.close();
  }
}

void main();
