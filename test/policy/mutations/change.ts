import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Phase } from "../../../settings/schema";
import type { Described } from "../../support/analyzer";
import type { StackName } from "../../support/stackSettings";
import type { DescribedStack } from "../realStacks";

export type Props = Record<string, JavaScriptValue>;

/** One change to a real stack, with the rules that must speak of it, and no others. */
export interface Mutation {
  readonly title: string;
  /** @default "prd" */
  readonly stack?: StackName;
  /** @default "live" */
  readonly phase?: Phase;
  readonly change: (stack: DescribedStack) => DescribedStack;
  readonly trips: readonly string[];
}

/** Puts a value at a dotted path of one resource, asked for and made; undefined takes the property away. */
export function put(name: string, path: string, value: JavaScriptValue | undefined) {
  return each(name, (resource) => ({ ...resource, props: changed(resource.props, path, value) }));
}

/** Changes one resource, asked for and made. */
export function each(name: string, change: (resource: Described) => Described) {
  return ({ asked, made }: DescribedStack): DescribedStack => {
    if (!asked.some((resource) => resource.name === name)) throw new Error(`there is no ${name}`);
    const all = (resources: readonly Described[]) =>
      resources.map((resource) => (resource.name === name ? change(resource) : resource));
    return { asked: all(asked), made: all(made) };
  };
}

/** Takes one resource away. */
export function without(name: string) {
  return ({ asked, made }: DescribedStack): DescribedStack => {
    if (!asked.some((resource) => resource.name === name)) throw new Error(`there is no ${name}`);
    const rest = (resources: readonly Described[]) =>
      resources.filter((resource) => resource.name !== name);
    return { asked: rest(asked), made: rest(made) };
  };
}

/** Adds a resource. */
export function withOne(resource: Pick<Described, "type" | "name" | "props"> & Partial<Described>) {
  return ({ asked, made }: DescribedStack): DescribedStack => {
    const [root] = asked;
    const stack = root?.urn?.split(":")[2] ?? "";
    const urn = `urn:pulumi:${stack}::ftl::${resource.type}::${resource.name}`;
    const added = { urn, ...resource };
    return { asked: [...asked, added], made: [...made, added] };
  };
}

/** A resource beside one that is there, with some of its properties changed. */
export function withCopy(name: string, copyName: string, props: Props) {
  return (stack: DescribedStack): DescribedStack => {
    const copied = (resources: readonly Described[]) =>
      resources.flatMap((resource) => {
        if (resource.name !== name) return [resource];
        const urn = resource.urn?.replace(name, copyName) ?? "";
        const copy = { ...resource, name: copyName, urn, props: { ...resource.props, ...props } };
        return [resource, copy];
      });
    return { asked: copied(stack.asked), made: copied(stack.made) };
  };
}

/** Makes several changes, one after the other. */
export function all(...changes: readonly ((stack: DescribedStack) => DescribedStack)[]) {
  return (stack: DescribedStack) => changes.reduce((now, change) => change(now), stack);
}

function changed(props: Props, path: string, value: JavaScriptValue | undefined): Props {
  const copy = structuredClone(props);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let group = copy as Record<string, unknown>;
  for (const key of keys) {
    group[key] ??= {};
    group = group[key] as Record<string, unknown>;
  }
  if (value === undefined && Array.isArray(group)) group.splice(Number(last), 1);
  else if (value === undefined) delete group[last];
  else group[last] = value;
  return copy;
}

/** Changes the value of one variable of an app's first container. */
export function putVariable(name: string, variableName: string, value: string) {
  return each(name, (resource) => {
    const props = structuredClone(resource.props) as {
      template: { containers: { env: { name: string; value?: string }[] }[] };
    };
    for (const one of props.template.containers[0]?.env ?? []) {
      if (one.name === variableName) one.value = value;
    }
    return { ...resource, props: props as unknown as Props };
  });
}
