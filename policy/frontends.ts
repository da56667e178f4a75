import { dnsName, sameName } from "./dnsNames";
import { read, readList, readText, type Text, unknownValue } from "./known";
import type { StackView } from "./stackView";
import type { StackSubject } from "./subject";
import { isType, types } from "./types";

/** Where a stack's frontend is found, as far as it is known. */
export interface Frontends {
  readonly origins: ReadonlySet<string>;
  /** Whether there may be more of them. */
  readonly incomplete: boolean;
}

/**
 * The origins of a stack's frontend: the custom domains of its static sites, the records that lead to one, and what
 * the stack's outputs `urls.frontend` and `hostnames.frontend` say, since a name in a foreign zone is no resource
 * of the stack. What an app says of it doesn't count: that is what is judged.
 */
export function frontendsOf(stack: StackView): Frontends {
  return stack.once("origins of the frontend", () => {
    const names = [...customDomains(stack), ...namesOfRecords(stack), ...namesInOutputs(stack)];
    const known = names.filter((name) => typeof name === "string" && name !== "");
    return {
      origins: new Set(known.map((name) => `https://${dnsName(String(name))}`)),
      incomplete: names.includes(unknownValue),
    };
  });
}

function customDomains(stack: StackView): Text[] {
  return stack
    .ofType(types.staticSiteCustomDomain)
    .map(({ props }) => readText(props, "domainName") ?? readText(props, "name"));
}

/** Names of the records that lead to the generated name of a static site. */
function namesOfRecords(stack: StackView): Text[] {
  const generated = stack
    .ofType(types.staticSite)
    .map(({ props }) => readText(props, "defaultHostname"))
    .filter((name) => typeof name === "string");
  return [...stack.records].flatMap(([resource, { name, content }]) => {
    const leads =
      typeof content === "string"
        ? generated.some((one) => sameName(dnsName(one), content))
        : comesFromSite(resource);
    return leads ? [name] : [];
  });
}

/** Content that isn't known yet still says what it will be computed from. */
function comesFromSite({ propertyDependencies }: StackSubject): boolean {
  return (propertyDependencies["content"] ?? []).some(({ type }) => isType(types.staticSite, type));
}

function namesInOutputs({ outputs }: StackView): Text[] {
  if (read(outputs) === unknownValue) return [unknownValue];
  const url = readText(outputs, "urls", "frontend");
  const names = readList(outputs, "hostnames", "frontend").map((name) => readText(name));
  if (read(outputs, "hostnames", "frontend") === unknownValue) names.push(unknownValue);
  return [typeof url === "string" ? url.replace(/^https:\/\/|\/$/g, "") : url, ...names];
}
