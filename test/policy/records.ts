import type { RecordedResource } from "../../policy/evaluate";
import type { DescribedStack } from "./realStacks";

/** A resource of stack prd as a state file has it, with outputs like its inputs. */
export function recordOf(type: string, name: string, inputs: object): RecordedResource {
  const urn = `urn:pulumi:prd::ftl::${type}::${name}`;
  return { type, urn, inputs, outputs: inputs, protect: false, propertyDependencies: {} };
}

/** The resources of a described stack as a state file has them. */
export function recordsOf({ asked, made }: DescribedStack): RecordedResource[] {
  return asked.map((resource, index) => ({
    type: resource.type,
    urn: resource.urn ?? "",
    inputs: resource.props,
    outputs: made[index]?.props ?? {},
    protect: resource.protect === true,
    propertyDependencies: resource.from ?? {},
  }));
}
