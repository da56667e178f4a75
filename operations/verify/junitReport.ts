import builder from "junit-report-builder";
import type { CheckResult } from "./runChecks";

/**
 * The results as JUnit XML, a test case a check. What is inconclusive is an error there: a skipped one would let a
 * pipeline go on.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function junitReport(stack: string, results: readonly CheckResult[]): string {
  const report = builder.newBuilder();
  const suite = report.testSuite().name(`ftl verify ${stack}`);
  for (const { name, outcome, saw, mend, seconds } of results) {
    const one = suite.testCase().className(`verify.${stack}`).name(name).time(seconds);
    const content = [saw, ...(mend === undefined ? [] : [mend])].join("\n");
    if (outcome === "pass") one.standardOutput(saw);
    if (outcome === "fail") one.failure(content, "fail");
    if (outcome === "inconclusive") one.error(saw, "inconclusive", content);
  }
  return report.build();
}
