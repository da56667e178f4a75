import type { Findings } from "./findings";
import { itemsAt, textAt } from "./known";
import type { Subject } from "./subject";
import { types } from "./types";

/** Types that run containers. */
export const containerTypes = [types.containerApp, types.job] as const;

/** A container of an app or job. */
export interface Container {
  readonly container: unknown;
  /** Its name, or its place in the list. */
  readonly name: string;
}

/** Judges each container of an app or job on its own; init containers too, when they are asked for. */
export function eachContainer(
  { props }: Subject,
  findings: Findings,
  judge: (container: Container) => void,
  lists: readonly ("containers" | "initContainers")[] = ["containers", "initContainers"],
): void {
  findings.each(lists, (list) => {
    findings.each(itemsAt(props, `template.${list}`), (container, index) => {
      judge({ container, name: textAt(container, "name") ?? `${list}[${index}]` });
    });
  });
}

/** A variable of a container. */
export interface Variable {
  readonly name: string;
  readonly variable: unknown;
}

/** Judges each variable of a container on its own. */
export function eachVariable(
  { container }: Container,
  findings: Findings,
  judge: (variable: Variable) => void,
): void {
  findings.each(itemsAt(container, "env"), (variable) =>
    judge({ name: textAt(variable, "name") ?? "", variable }),
  );
}
