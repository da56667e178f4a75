import { sameName } from "../dnsNames";
import type { Findings } from "../findings";
import { NotKnown, readText, textAt, unknownValue } from "../known";
import type { ZoneRecord } from "../records";
import { rule } from "../rule";
import { bindingsOf, physicalName, type StackView } from "../stackView";
import type { StackSubject } from "../subject";
import { isType, types } from "../types";

export const boundHostnameRecords = rule({
  name: "bound-hostname-records",
  description:
    "Every hostname of an app or a route has a record that leads there and a TXT record asuid.<name> that proves it.",
  protects:
    "The binding and the renewal of its certificate: Azure asks for both records for as long as the name is bound.",
  group: "dns",
  severity: "high",
  remediationSteps:
    "Declare a CNAME to the app's generated name, and a TXT record asuid.<name> with the environment's customDomainVerificationId.",
  url: "https://learn.microsoft.com/azure/container-apps/custom-domains-certificates",
  whenUnknown: "judgedLater",
  waivable: false,
  inStack: (stack, about) => {
    for (const host of stack.hosts) {
      about(host, (findings) => {
        findings.each(bindingsOf(host), ({ name }) => {
          findings.check(() => judgeWay(stack, host, name, findings));
          findings.check(() => judgeProof(stack, host, name, findings));
        });
      });
    }
  },
});

function judgeWay(stack: StackView, host: StackSubject, name: string, findings: Findings): void {
  const record = one(stack, name, ["CNAME", "A"]);
  if (record === undefined) {
    findings.breach(`${name} is bound, and no CNAME of that name is declared.`);
    return;
  }
  const content = known(record.content, `content of ${name}`);
  const environment = environmentOf(stack, host);
  if (record.kind === "A") {
    const address = environment && textAt(environment.props, "staticIp");
    if (address !== undefined && content !== address) {
      findings.breach(`A ${name} leads to ${content}; the environment's address is ${address}.`);
    }
    return;
  }
  const fqdns = fqdnsOf(host, environment);
  if (fqdns.length === 0) throw new NotKnown(`generated name of ${host.name}`);
  if (fqdns.some((fqdn) => sameName(content, fqdn))) return;
  findings.breach(`CNAME ${name} leads to ${content}; it must lead to ${fqdns.join(" or ")}.`);
}

function judgeProof(stack: StackView, host: StackSubject, name: string, findings: Findings): void {
  const record = one(stack, `asuid.${name}`, ["TXT"]);
  if (record === undefined) {
    findings.breach(`${name} is bound, and no TXT record asuid.${name} is declared.`);
    return;
  }
  const content = known(record.content, `content of asuid.${name}`).replaceAll('"', "");
  const environment = environmentOf(stack, host);
  const id =
    environment &&
    textAt(environment.props, "customDomainConfiguration.customDomainVerificationId");
  if (content !== "" && (id === undefined || content === id.toLowerCase())) return;
  findings.breach(
    `TXT asuid.${name} doesn't hold the environment's customDomainVerificationId${id === undefined ? "" : ` ${id}`}.`,
  );
}

function one(
  stack: StackView,
  name: string,
  kinds: readonly string[],
): (ZoneRecord & { readonly kind: string }) | undefined {
  for (const record of stack.recordsNamed(name)) {
    if (typeof record.kind === "string" && kinds.includes(record.kind)) {
      return { ...record, kind: record.kind };
    }
  }
  if (stack.hasUnknownRecordNames) throw new NotKnown("name of a DNS record");
  return undefined;
}

function known(text: ZoneRecord["content"], what: string): string {
  if (text === unknownValue) throw new NotKnown(what);
  return text ?? "";
}

/** The environment of an app or a route, where this program declares it. */
function environmentOf(stack: StackView, host: StackSubject): StackSubject | undefined {
  const environments = stack.ofType(types.managedEnvironment);
  const { environmentId = [], environmentName = [] } = host.propertyDependencies;
  const given = [...environmentId, ...environmentName];
  return (
    environments.find((one) => given.includes(one)) ??
    (environments.length === 1 ? environments[0] : undefined)
  );
}

/** The names that Azure generates for an app or a route, as far as they are known. */
function fqdnsOf(host: StackSubject, environment: StackSubject | undefined): string[] {
  const [group, nameInput]: [string[], string] = isType(types.httpRouteConfig, host.type)
    ? [["properties"], "httpRouteName"]
    : [["configuration", "ingress"], "containerAppName"];
  const own = readText(host.props, ...group, "fqdn");
  const name = physicalName(host.props, nameInput);
  const domain = readText(environment?.props, "defaultDomain");
  return [
    ...(typeof own === "string" && own !== "" ? [own] : []),
    ...(name !== undefined && typeof domain === "string" ? [`${name}.${domain}`] : []),
  ].map((fqdn) => fqdn.toLowerCase());
}
