import { textAt } from "../known";
import { nameFault, namedResources } from "../physicalNames";
import { rule } from "../rule";
import { stackOf } from "../subject";
import { isType } from "../types";

export const namesByConvention = rule({
  name: "names-by-convention",
  description: "Physical names follow the convention: ftl-<stack>-<what>.",
  protects: "Whoever reads a bill, a log or an alert, and two stacks from meeting in one name.",
  group: "platform",
  severity: "low",
  remediationSteps: "Name the resource with resourceName of settings/conventions/names.ts.",
  url: "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
  whenUnknown: "judgedLater",
  waivable: true,
  settings: {
    prefix: { type: "string", default: "ftl", description: "What every name begins with." },
  },
  types: Object.keys(namedResources),
  alone: (subject, findings, { prefix }) => {
    const [, named] =
      Object.entries(namedResources).find(([token]) => isType(token, subject.type)) ?? [];
    if (named === undefined) return;
    const name = textAt(subject.props, named.input) ?? textAt(subject.props, "name");
    const fault =
      name === undefined
        ? "it must be written out, because Pulumi would add random characters"
        : nameFault(name, named.armType, prefix, stackOf(subject));
    if (fault !== undefined) findings.breach(`${named.input} is ${name ?? "left out"}; ${fault}.`);
  },
});
