// Interrupts deployments and rollbacks at random moments, and shows that each ends whole:
// npm run test:interrupts [-- COUNT [SEED]]

import { PreparedClone } from "../support/preparedClone";
import { InterruptedStack, interruptions } from "./interruptions";

async function main(): Promise<void> {
  const [count = 20, seed = Date.now() % 100_000] = process.argv.slice(2).map(Number);
  process.stdout.write(`${count} interruptions, seed ${seed}\n`);
  const stack = new InterruptedStack(await PreparedClone.create());
  let failed = 0;
  for (const [index, interruption] of interruptions(count, seed).entries()) {
    try {
      process.stdout.write(`  ${index + 1} whole: ${await stack.suffer(interruption)}\n`);
    } catch (error) {
      failed++;
      process.stdout.write(`  ${index + 1} NOT WHOLE: ${(error as Error).message}\n`);
    }
  }
  process.stdout.write(`${count - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
