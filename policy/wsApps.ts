import { workloadTag } from "../settings/conventions/workloads";
import { dnsName, isWsName } from "./dnsNames";
import { read, readList, readText } from "./known";
import type { Subject } from "./subject";
import { isType, types } from "./types";

/** Whether a resource is a container app, in any API version. */
export function isContainerApp({ type }: Pick<Subject, "type">): boolean {
  return isType(types.containerApp, type);
}

/** Whether a resource is the ws app: by its tag, and by its name for one that somebody left untagged. */
export function isWsApp(subject: Pick<Subject, "type" | "props">): boolean {
  if (!isContainerApp(subject)) return false;
  const name = readText(subject.props, "containerAppName") ?? readText(subject.props, "name");
  return (
    read(subject.props, "tags", workloadTag) === "ws" ||
    (typeof name === "string" && isWsName(dnsName(name)))
  );
}

/** The hostnames that a resource binds to the ws app: the app's own, and those of a route that leads to it. */
export function boundWsHostnames(subject: Subject): string[] {
  const { props } = subject;
  if (isWsApp(subject)) return names(readList(props, "configuration", "ingress", "customDomains"));
  if (!isType(types.httpRouteConfig, subject.type)) return [];
  const targets = readList(props, "properties", "rules")
    .flatMap((rule) => readList(rule, "targets"))
    .map((target) => readText(target, "containerApp"));
  const leadsToWs = targets.some((app) => typeof app === "string" && isWsName(dnsName(app)));
  return leadsToWs ? names(readList(props, "properties", "customDomains")) : [];
}

/** The names under which Azure itself makes the ws app reachable, as far as they are known. */
export function generatedWsHostnames(subject: Subject): string[] {
  if (!isWsApp(subject)) return [];
  const { props } = subject;
  return [
    readText(props, "configuration", "ingress", "fqdn"),
    readText(props, "latestRevisionFqdn"),
  ].flatMap((name) => (typeof name === "string" && name !== "" ? [dnsName(name)] : []));
}

function names(customDomains: unknown[]): string[] {
  return customDomains
    .map((domain) => readText(domain, "name"))
    .flatMap((name) => (typeof name === "string" ? [dnsName(name)] : []));
}
