import {
  acceptsRenewalGapTag,
  certificateIssuer,
  certificateKindTag,
  certificateWord,
} from "../settings/conventions/certificates";
import { dnsName } from "./dnsNames";
import { at, NotKnown, read, readText, textAt, unknownValue } from "./known";
import { type Binding, bindingsOf, physicalName, type StackView } from "./stackView";
import type { StackSubject } from "./subject";
import { types } from "./types";

/** A hostname whose certificate Container Apps obtains and renews by itself. */
export interface ManagedHostname {
  readonly hostname: string;
  /** The certificate, or the app or route of a binding whose certificate is none of this program's. */
  readonly resource: StackSubject;
}

/** A hostname of which a preview doesn't know whether it stands on a managed certificate. */
export interface UndecidedHostname {
  /** Absent when not even the name is known. */
  readonly hostname?: string;
  readonly resource: StackSubject;
  /** The value that would tell. */
  readonly path: string;
}

/**
 * The hostnames that stand on a managed certificate: by the certificate itself, and by a binding that leads to one.
 * What isn't known yet is left to {@link undecidedHostnames}.
 */
export function managedHostnames(stack: StackView): ManagedHostname[] {
  return stack.once("managed hostnames", () => [
    ...stack.ofType(types.managedCertificate).flatMap((resource) => {
      const hostname = readText(resource.props, "properties", "subjectName");
      return typeof hostname === "string" ? [{ hostname: dnsName(hostname), resource }] : [];
    }),
    ...stack.hosts.flatMap((resource) =>
      (knownBindings(resource) ?? [])
        .filter((binding) => nameOf(binding) !== undefined && leadsToManaged(binding))
        .filter((binding) => !isDeclared(stack, binding))
        .map(({ name }) => ({ hostname: name, resource })),
    ),
  ]);
}

/** The hostnames that may stand on a managed certificate by what isn't known yet. */
export function undecidedHostnames(stack: StackView): UndecidedHostname[] {
  return stack.once("undecided hostnames", () => [
    ...stack
      .ofType(types.managedCertificate)
      .filter(({ props }) => typeof readText(props, "properties", "subjectName") === "symbol")
      .map((resource) => ({ resource, path: "properties.subjectName" })),
    ...stack.hosts.flatMap((resource): UndecidedHostname[] => {
      const bindings = knownBindings(resource);
      if (bindings === undefined) return [{ resource, path: "customDomains" }];
      return bindings.flatMap((binding) => {
        const hostname = nameOf(binding);
        if (leadsToManaged(binding)) {
          return hostname === undefined ? [{ resource, path: "name of a custom domain" }] : [];
        }
        if (!mayLeadToManaged(binding)) return [];
        if (isBroughtAlong(stack, resource, hostname)) return [];
        const path = `certificateId of ${hostname ?? "a custom domain"}`;
        return [{ resource, path, ...(hostname !== undefined && { hostname }) }];
      });
    }),
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

/** Who issues the certificate that a program brings along for a hostname, where its tag says so. */
export function broughtIssuer(stack: StackView, { name, domain }: Binding): string | undefined {
  const id = readText(domain, "certificateId");
  const certificate = stack
    .ofType(types.certificate)
    .find((one) =>
      typeof id === "string"
        ? id.split("/").at(-1) === physicalName(one.props, "certificateName")
        : isNamedFor(one, name),
    );
  const kind = certificate && read(certificate.props, "tags", certificateKindTag);
  return kind === "keyvault" ? certificateIssuer.keyvault : undefined;
}

/** Whether a certificate has the name that the convention gives that of a hostname. */
function isNamedFor({ props }: StackSubject, hostname: string): boolean {
  const name = physicalName(props, "certificateName");
  return name !== undefined && name.endsWith(`-${certificateWord(hostname)}`);
}

function leadsToManaged({ domain }: Binding): boolean {
  if (read(domain, "bindingType") === "Auto") return true;
  const id = readText(domain, "certificateId");
  return typeof id === "string" && /\/managedCertificates\//i.test(id);
}

/** Whether a binding leads to a managed certificate of the program's own, which speaks for itself. */
function isDeclared(stack: StackView, binding: Binding): boolean {
  const id = readText(binding.domain, "certificateId");
  if (typeof id !== "string") return false;
  return stack.ofType(types.managedCertificate).some(({ props }) => {
    const subjectName = readText(props, "properties", "subjectName");
    return (
      physicalName(props, "managedCertificateName") === id.split("/").at(-1) &&
      typeof subjectName === "string" &&
      dnsName(subjectName) === nameOf(binding)
    );
  });
}

function mayLeadToManaged({ domain }: Binding): boolean {
  const type = read(domain, "bindingType");
  if (type === "Disabled") return false;
  return type === unknownValue || read(domain, "certificateId") === unknownValue;
}

/**
 * Whether a certificate that isn't known yet will be one that the program brings along: by what its id comes from,
 * or by the convention for the names of certificates, out of which an id can be built.
 */
function isBroughtAlong(stack: StackView, host: StackSubject, hostname?: string): boolean {
  const given = new Set(Object.values(host.propertyDependencies).flat());
  return stack
    .ofType(types.certificate)
    .some((one) => given.has(one) || (hostname !== undefined && isNamedFor(one, hostname)));
}

/** The hostnames of an app or route; nothing when it isn't known whether there are any. */
function knownBindings(host: StackSubject): Binding[] | undefined {
  try {
    return bindingsOf(host);
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}

/** The hostname of a binding, unless it isn't known yet. */
function nameOf({ domain }: Binding): string | undefined {
  const name = readText(domain, "name");
  return typeof name === "string" ? dnsName(name) : undefined;
}

/** Tag, in small letters (RFC 8659 §4.1), and value of a CAA record, whichever way it is written. */
export function caaOf(props: unknown): { tag: string; value: string } | undefined {
  const tag = textAt(props, "data.tag");
  if (tag !== undefined)
    return { tag: tag.toLowerCase(), value: textAt(props, "data.value") ?? "" };
  const matched = /^\d+\s+(\S+)\s+"?([^"]*)"?$/.exec(textAt(props, "content") ?? "");
  return matched === null
    ? undefined
    : { tag: (matched[1] ?? "").toLowerCase(), value: matched[2] ?? "" };
}
