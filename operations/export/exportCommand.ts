import { readRecord } from "../policy/readRecord";
import { printJson } from "../printJson";
import { Refusal } from "../refusal";
import { armTemplate, type StateResource } from "./armTemplate";

/** What `ftl export` is told. */
export interface ExportOptions {
  readonly local?: boolean;
  readonly file?: string;
}

/** `ftl export <stack> --format arm` */
export async function exportStack(stack: string, options: ExportOptions): Promise<number> {
  const record = await readRecord({
    stack,
    local: options.local === true,
    origin: "state",
    file: options.file,
  });
  const { deployment } = JSON.parse(record) as { deployment?: { resources?: StateResource[] } };
  const template = armTemplate(deployment?.resources ?? []);
  if (template.resources.length === 0) {
    throw new Refusal(
      `${stack} has nothing deployed in Azure${options.local ? " on the local cloud" : ""}: ` +
        `there is nothing to export. Deploy it first.`,
    );
  }
  printJson(template);
  return 0;
}
