import { acceptsRenewalGapTag } from "../settings/conventions/certificates";
import { dnsName } from "./dnsNames";
import { at, read, readText, textAt } from "./known";
import { type Binding, bindingsOf, type StackView } from "./stackView";
import type { StackSubject } from "./subject";
import { types } from "./types";

/** A hostname whose certificate Container Apps obtains and renews by itself. */
export interface ManagedHostname {
  readonly hostname: string;
  /** The certificate, or the app of a binding whose certificate is none of this program's. */
  readonly resource: StackSubject;
}

/**
 * The hostnames that stand on a managed certificate: by the certificate itself, and by a binding that leads to one.
 * Bindings that aren't known yet are left out; their certificates are resources of their own.
 */
export function managedHostnames(stack: StackView): ManagedHostname[] {
  return stack.once("managed hostnames", () => [
    ...stack.ofType(types.managedCertificate).flatMap((resource) => {
      const hostname = readText(resource.props, "properties", "subjectName");
      return typeof hostname === "string" ? [{ hostname: dnsName(hostname), resource }] : [];
    }),
    ...stack
      .ofType(types.containerApp)
      .flatMap((app) => knownBindings(app).filter(leadsToManaged))
      .map(({ app, name }) => ({ hostname: name, resource: app })),
  ]);
}

/** Whether a resource carries the tag that accepts the gap in renewal. */
export function acceptsRenewalGap({ props }: StackSubject): boolean {
  return read(props, "tags", acceptsRenewalGapTag) === "true";
}

/** Whether a binding is served with a certificate. */
export function isBound({ domain }: Binding): boolean {
  const type = at(domain, "bindingType");
  return type === "SniEnabled" || type === "Auto";
}

function leadsToManaged({ domain }: Binding): boolean {
  if (read(domain, "bindingType") === "Auto") return true;
  const id = readText(domain, "certificateId");
  return typeof id === "string" && /\/managedCertificates\//i.test(id);
}

function knownBindings(app: StackSubject): Binding[] {
  const domains = read(app.props, "configuration", "ingress", "customDomains");
  if (typeof domains === "symbol") return [];
  return bindingsOf(app).filter(({ domain }) => typeof readText(domain, "name") === "string");
}

/** Name and value of a CAA record, whichever way it is written. */
export function caaOf(props: unknown): { tag: string; value: string } | undefined {
  const tag = textAt(props, "data.tag");
  if (tag !== undefined) return { tag, value: textAt(props, "data.value") ?? "" };
  const matched = /^\d+\s+(\S+)\s+"?([^"]*)"?$/.exec(textAt(props, "content") ?? "");
  return matched === null ? undefined : { tag: matched[1] ?? "", value: matched[2] ?? "" };
}
