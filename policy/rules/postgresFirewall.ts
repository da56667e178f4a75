import { isProduction, productionSetting } from "../production";
import { textAt } from "../known";
import { rule } from "../rule";
import { types } from "../types";

/** Widest range of addresses outside production: a /24. */
const widestRange = 256;

export const postgresFirewall = rule({
  name: "postgres-firewall",
  description:
    "No firewall rule opens a database to a wide range of addresses, and none of production to all of Azure.",
  protects: "The database: a rule 0.0.0.0 admits every customer of Azure as far as the password.",
  group: "data",
  severity: "critical",
  remediationSteps:
    "Take the rule away and use the virtual network, or name the single addresses that need it.",
  url: "https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-public",
  whenUnknown: "fails",
  waivable: true,
  settings: productionSetting,
  types: [types.postgresFirewallRule],
  alone: (subject, findings, settings) => {
    const start = textAt(subject.props, "startIpAddress");
    const end = textAt(subject.props, "endIpAddress");
    const [first, last] = [addressNumber(start), addressNumber(end)];
    if (first === undefined || last === undefined) {
      findings.breach(`The range ${start ?? "?"} to ${end ?? "?"} is none of IPv4 addresses.`);
      return;
    }
    const anyAzureService = first === 0 && last === 0;
    if (anyAzureService && !isProduction(subject, settings)) return;
    if (anyAzureService || first === 0) {
      findings.breach(`The rule begins at ${start}; in production it must name an address.`);
    } else if (last < first || last - first >= widestRange) {
      findings.breach(
        `The rule admits ${start} to ${end}; it must be at most ${widestRange} addresses.`,
      );
    }
  },
});

function addressNumber(text: string | undefined): number | undefined {
  const parts = text?.split(".").map(Number) ?? [];
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
