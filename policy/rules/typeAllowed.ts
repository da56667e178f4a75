import { rule } from "../rule";
import { types, withoutVersion } from "../types";

/** What no rule has to look at: parts of what others judge, what holds them together, and random texts. */
const harmless = [
  "azure-native:network:PrivateDnsZoneGroup",
  "ftl",
  "pulumi",
  "random:index/randomPassword:RandomPassword",
];

/** What rules look at for the sake of ws alone: each could take any other hostname elsewhere. */
const detours: readonly string[] = [
  types.azureRecordSet,
  types.loadBalancer,
  types.pagesDomain,
  types.spectrumApplication,
  types.workerDomain,
  types.workersCustomDomain,
  types.workersRoute,
];

const judged = Object.values(types).filter((token) => !detours.includes(token));

/**
 * A type at which no rule looks could do anything unseen: a deployment of a template, another kind of Redis, a route
 * that sends a hostname elsewhere. So each is named, by its token, its module or its package.
 */
export const typeAllowed = rule({
  name: "type-allowed",
  description: "Every resource is of a type that these rules judge, or that somebody has allowed.",
  protects: "All other rules, which a type that they don't know would get round.",
  group: "platform",
  severity: "high",
  remediationSteps:
    "Declare it by a type that the rules judge, or add its token, module or package to the setting alsoAllowed.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/names/",
  whenUnknown: "fails",
  waivable: true,
  settings: {
    allowed: {
      type: "array",
      items: { type: "string" },
      default: [...judged, ...harmless] as string[],
      description:
        "Tokens, modules and packages that are allowed, without API versions: those that the rules judge, and what holds them together.",
    },
    alsoAllowed: {
      type: "array",
      items: { type: "string" },
      default: [] as string[],
      description: `Others, such as "azure-native:storage:StorageAccount", "azure-native:storage" or a package of components.`,
    },
  },
  alone: ({ type }, findings, { allowed, alsoAllowed }) => {
    const token = withoutVersion(type);
    const known = [...allowed, ...alsoAllowed].some(
      (one) => token === one || token.startsWith(`${one}:`),
    );
    if (known) return;
    findings.breach(`No rule looks at ${token}; its type must be one that is judged or allowed.`);
  },
});
