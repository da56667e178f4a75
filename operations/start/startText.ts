import type { StackOutputs } from "../../settings";
import { table } from "../table";

/** What was deployed. @param resources How many are in the stack's group, where that can be told. */
export function summary(
  stack: string,
  {
    phase,
    records,
    resourceNames: { resourceGroup },
  }: Pick<StackOutputs, "phase" | "records" | "resourceNames">,
  resources: number | undefined,
): string {
  const rows = records.map(({ type, name, content = "", proxied }) => [
    type,
    name,
    proxied ? "proxied" : "DNS-only",
    content,
  ]);
  return [
    "",
    `${stack} stands on the local cloud, in phase ${phase}: ${resources ?? "its"} Azure resources in`,
    `${resourceGroup}, ${records.length} records in Cloudflare. The policy pack judged all of them.`,
    "",
    ...table(rows),
    "",
    "",
  ].join("\n");
}

/** How to go on from there. */
export function whereToGoOn(
  stack: string,
  { phase }: Pick<StackOutputs, "phase">,
  { folder, isServed }: { readonly folder: string; readonly isServed: boolean },
): string {
  const unbound = [
    "",
    `In phase ${phase}, api and ws answer by the names that Azure generated.`,
    "So that they answer by their own, and a browser can sign in:",
    `  npx ftl certificate issue ${stack} --local`,
    `  npx ftl local -- up --stack ${stack} -c ftl:phase=live`,
  ];
  return [
    "",
    isServed
      ? "The local cloud goes on in the other terminal; what was deployed is kept in"
      : "Nothing runs any more; what was deployed is kept in",
    `  ${folder}`,
    ...(phase === "provision" ? unbound : []),
    "",
    "Go on with",
    "  npx ftl local serve                   keeps it running, for curl and browsers",
    `  npx ftl local -- up --stack ${stack}       after a change, as in Pulumi.${stack}.yaml`,
    "  npx ftl local -- preview --stack prd  the other stack; or any pulumi command",
    "  npx ftl local reset                   begins again with an empty cloud",
    "",
  ].join("\n");
}
