import path from "node:path";
import { evaluate } from "../../policy/evaluate";
import { readWaivers } from "../../policy/waivers";
import { projectFolder } from "../project";
import { jsonReport } from "./jsonReport";
import { markdownReport } from "./markdownReport";
import { readPackConfig } from "./packConfig";
import { readRecord } from "./readRecord";
import { recordedResources } from "./recordedResources";
import { exitCodeOf, type PolicyReport } from "./report";
import { ruleJson, rulePage, ruleTable } from "./ruleList";
import { sarifReport } from "./sarifReport";
import { tableReport } from "./tableReport";

/** How a report can be written. */
export type ReportFormat = "table" | "json" | "markdown" | "sarif";
/** How the list of rules can be written. */
export type ListFormat = "table" | "json" | "markdown";

const reportWriters: Readonly<Record<ReportFormat, (report: PolicyReport) => string>> = {
  table: tableReport,
  json: jsonReport,
  markdown: markdownReport,
  sarif: sarifReport,
};

const listWriters: Readonly<Record<ListFormat, () => string>> = {
  table: ruleTable,
  json: ruleJson,
  markdown: rulePage,
};

/** What `ftl policy report` is told. */
export interface ReportOptions {
  readonly format: ReportFormat;
  readonly json?: boolean;
  readonly local?: boolean;
  readonly preview?: boolean;
  readonly file?: string;
  readonly policyPackConfig?: string;
}

/** `ftl policy list` */
export function policyList(format: ListFormat): void {
  process.stdout.write(listWriters[format]());
}

/** `ftl policy report <stack>` */
export async function policyReport(stack: string, options: ReportOptions): Promise<number> {
  const { policyPackConfig } = options;
  const settings = policyPackConfig === undefined ? {} : readPackConfig(policyPackConfig);
  const record = await readRecord({
    stack,
    local: options.local === true,
    origin: options.preview === true ? "preview" : "state",
    file: options.file,
  });
  const { origin, resources } = recordedResources(record);
  const waivers = readWaivers(path.join(projectFolder, "policy", "waivers.yaml"));
  const verdicts = evaluate(resources, waivers, settings);
  const write = reportWriters[options.json ? "json" : options.format];
  process.stdout.write(write({ stack, origin, verdicts }));
  return exitCodeOf(verdicts);
}
