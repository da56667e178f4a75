import { workloadTag } from "../settings/conventions/workloads";
import { dnsName, isWsName } from "./dnsNames";
import { read } from "./known";
import { physicalName } from "./stackView";
import type { Subject } from "./subject";

/**
 * Which part of the platform an app or job is: what its tag says, and for one that somebody left untagged the word
 * of its name. `ftl-prd-api` is `api`, `prices-ws-2` is `ws`.
 *
 * @param known The parts that a name can say.
 */
export function workloadOf(
  { props }: Pick<Subject, "props">,
  known: readonly string[],
): string | undefined {
  const tag = read(props, "tags", workloadTag);
  if (typeof tag === "string") return tag;
  const name = physicalName(props, "containerAppName");
  if (name === undefined) return undefined;
  if (known.includes("ws") && isWsName(dnsName(name))) return "ws";
  return known.find((one) => name.split("-").includes(one));
}
