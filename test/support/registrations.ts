import assert from "node:assert/strict";
import type { Registration } from "./mocks";

/** `type name` of each resource, in the order of names, which no timing disturbs. */
export function lines(seen: readonly Registration[]): string[] {
  return seen.map(({ type, name }) => `${type} ${name}`).toSorted();
}

/** The one resource with a logical name. */
export function named(seen: readonly Registration[], name: string): Registration {
  const [found, ...others] = seen.filter((registration) => registration.name === name);
  assert.ok(found, `${name} is not declared; there is ${seen.map((one) => one.name).join(", ")}`);
  assert.equal(others.length, 0, `${name} is declared more than once`);
  return found;
}

/** Names of the resources that Pulumi refuses to delete. */
export function protectedNames(seen: readonly Registration[]): string[] {
  return seen
    .filter(({ protect }) => protect)
    .map(({ name }) => name)
    .toSorted();
}

/** Names of what a resource waits for, components left out. */
export function waitsFor(seen: readonly Registration[], name: string): string[] {
  const { dependencies } = named(seen, name);
  return seen
    .filter(({ custom, urn }) => custom && dependencies.includes(urn))
    .map((registration) => registration.name)
    .toSorted();
}
