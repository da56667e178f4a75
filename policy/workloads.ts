import { workloadTag } from "../settings/conventions/workloads";
import { NotKnown, read, unknownValue } from "./known";
import { physicalName } from "./stackView";
import type { Subject } from "./subject";
import { isWsApp } from "./wsApps";

/**
 * Which part of the platform an app is: `ws` by its tag or its name, like everywhere else; any other by its tag,
 * and by the word of its name for one that somebody left untagged. `ftl-prd-api` is `api`.
 *
 * @param known The parts that a name can say.
 * @throws NotKnown when the tag isn't known yet.
 */
export function workloadOf(
  subject: Pick<Subject, "type" | "props">,
  known: readonly string[],
): string | undefined {
  if (known.includes("ws") && isWsApp(subject)) return "ws";
  const tag = read(subject.props, "tags", workloadTag);
  if (tag === unknownValue) throw new NotKnown(`tags.${workloadTag}`);
  if (typeof tag === "string") return tag;
  return workloadsNamedBy(subject, known)[0];
}

/** The parts of the platform that stand as words in a resource's name. */
export function workloadsNamedBy(
  { props }: Pick<Subject, "props">,
  known: readonly string[],
): string[] {
  const words =
    (physicalName(props, "containerAppName") ?? physicalName(props, "jobName"))
      ?.toLowerCase()
      .split("-") ?? [];
  return known.filter((one) => words.includes(one));
}
