import { eachContainer, eachVariable } from "./containers";
import type { Findings } from "./findings";
import { at, itemsAt, NotKnown, read, textAt, unknownValue } from "./known";
import type { Subject } from "./subject";
import { isType, types } from "./types";

/** A value that whoever may read a resource sees. */
export interface PlainValue {
  /** Where it stands, for a person. */
  readonly title: string;
  /** What it is called: a variable, a flag, a header, a key. */
  readonly name: string;
  readonly value: string;
}

type Judge = (value: PlainValue) => void;

/** Properties of an environment that hold the key of a place where it sends something. */
const environmentKeys = [
  "appLogsConfiguration.logAnalyticsConfiguration.sharedKey",
  "daprAIConnectionString",
  "daprAIInstrumentationKey",
  "openTelemetryConfiguration.destinationsConfiguration.dataDogConfiguration.key",
];

/** Judges each plain value of an app or a job on its own: variables, arguments, headers of probes, scale rules. */
export function eachPlainValue(subject: Subject, findings: Findings, judge: Judge): void {
  eachContainer(subject, findings, (one) => {
    eachVariable(one, findings, ({ name, variable }) => {
      const value = textAt(variable, "value");
      if (value !== undefined) judge({ title: `Variable ${name} of ${one.name}`, name, value });
    });
    for (const list of ["command", "args"]) {
      findings.check(() => {
        const given = itemsAt(one.container, list);
        for (const { name, value } of given
          .filter((item) => typeof item === "string")
          .flatMap(flagsOf)) {
          judge({ title: `${list} of ${one.name}`, name, value });
        }
        if (given.includes(unknownValue)) throw new NotKnown(list);
      });
    }
    findings.each(itemsAt(one.container, "probes"), (probe) => {
      findings.each(itemsAt(probe, "httpGet.httpHeaders"), (header) => {
        const name = textAt(header, "name") ?? "";
        const value = textAt(header, "value");
        if (value !== undefined)
          judge({ title: `Header ${name} of a probe of ${one.name}`, name, value });
      });
    });
  });
  const rules = isType(types.job, subject.type)
    ? "configuration.eventTriggerConfig.scale.rules"
    : "template.scale.rules";
  findings.check(() => {
    findings.each(itemsAt(subject.props, rules), (rule) => {
      for (const path of ["metadata", "custom.metadata", "http.metadata", "tcp.metadata"]) {
        const metadata = at(rule, path);
        if (typeof metadata !== "object" || metadata === null) continue;
        findings.each(Object.keys(metadata), (name) => {
          const value = read(metadata, name);
          if (value === unknownValue) throw new NotKnown(`${path}.${name}`);
          if (typeof value === "string") judge({ title: `Scale rule's ${name}`, name, value });
        });
      }
    });
  });
}

/** The paths of the keys that an environment has, known or not. */
export function keysOfEnvironment({ props }: Subject): string[] {
  return environmentKeys.filter((path) => (read(props, ...path.split(".")) ?? null) !== null);
}

/** What a list of arguments says: each as it is, `--name=value` and `NAME=value` in it, and `--name` before a value. */
function flagsOf(
  argument: string,
  index: number,
  all: readonly string[],
): { name: string; value: string }[] {
  const assigned = [...argument.matchAll(/(?:^|\s)-{0,2}([\w.-]+)=("[^"]*"|'[^']*'|\S+)/g)].map(
    ([, name = "", value = ""]) => ({ name, value }),
  );
  const flag = /^--?([\w.-]+)$/.exec(all[index - 1] ?? "")?.[1];
  const following = flag === undefined || argument.startsWith("-") ? "" : flag;
  // What the shell fills in from a variable isn't written here.
  return [{ name: following, value: argument }, ...assigned].filter(
    ({ value }) => !/^["']?\$/.test(value),
  );
}
