import { workloadNames, workloadTag } from "../../settings/conventions/workloads";
import { containerTypes } from "../containers";
import type { Findings } from "../findings";
import { textAt } from "../known";
import { rule } from "../rule";
import { stackOf, type Subject } from "../subject";
import { isType, types } from "../types";
import { workloadsNamedBy } from "../workloads";

export const resourceTags = rule({
  name: "resource-tags",
  description: "Every resource says whose it is, and every app and job which part of the platform.",
  protects:
    "Whoever traces a bill or an orphan, and these rules, which find their subjects by tag.",
  group: "platform",
  severity: "low",
  remediationSteps:
    "Pass on the tags of settings/conventions/tags.ts; set ftl:tags.owner in the stack file.",
  url: "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
  whenUnknown: "judgedLater",
  waivable: true,
  settings: {
    required: {
      type: "array",
      items: { type: "string" },
      default: ["project", "stack", "managed-by", "owner"] as string[],
      description: `Tags of every resource. "stack" must be the stack's name.`,
    },
    workloads: {
      type: "array",
      items: { type: "string" },
      default: [...workloadNames] as string[],
      description: `Parts of the platform that the tag ${workloadTag} may name.`,
    },
  },
  types: [
    types.actionGroup,
    types.applicationInsights,
    types.certificate,
    types.classicRedis,
    types.containerApp,
    types.job,
    types.managedCertificate,
    types.managedEnvironment,
    types.managedRedis,
    types.metricAlert,
    types.postgresServer,
    types.privateEndpoint,
    types.privateZone,
    types.registry,
    types.resourceGroup,
    types.staticSite,
    types.userAssignedIdentity,
    types.vault,
    types.vaultSecret,
    types.virtualNetwork,
    types.virtualNetworkLink,
    types.workspace,
  ],
  alone: (subject, findings, { required, workloads }) => {
    const isWorkload = containerTypes.some((token) => isType(token, subject.type));
    const missing = [...required, ...(isWorkload ? [workloadTag] : [])].filter(
      (tag) => textAt(subject.props, `tags.${tag}`) === undefined,
    );
    if (missing.length > 0) findings.breach(`The tags ${missing.join(", ")} are missing.`);
    const stack = textAt(subject.props, "tags.stack");
    if (required.includes("stack") && stack !== undefined && stack !== stackOf(subject)) {
      findings.breach(`The tag stack is "${stack}"; it must be "${stackOf(subject)}".`);
    }
    if (isWorkload) findings.check(() => judgeWorkload(subject, workloads, findings));
  },
});

/** A wrong tag would take an app out of the reach of rules that ask more of one workload than of another. */
function judgeWorkload(subject: Subject, workloads: readonly string[], findings: Findings): void {
  const tag = textAt(subject.props, `tags.${workloadTag}`);
  if (tag === undefined) return;
  if (!workloads.includes(tag)) {
    findings.breach(`The tag ${workloadTag} is "${tag}"; it must be ${workloads.join(" or ")}.`);
    return;
  }
  const named = workloadsNamedBy(subject, workloads);
  if (named.length === 0 || named.includes(tag)) return;
  findings.breach(
    `The tag ${workloadTag} is "${tag}" on an app called ${named.join(" and ")}; both must say the same.`,
  );
}
