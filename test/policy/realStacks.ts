import * as pulumi from "@pulumi/pulumi";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Phase, Settings } from "../../settings/schema";
import type { Described } from "../support/analyzer";
import { type Registration, settled } from "../support/mocks";
import type { StackName } from "../support/stackSettings";
import { declared } from "../support/topology";

type Props = Record<string, JavaScriptValue>;

/** A stack as the engine describes it to a pack: each resource as it is asked for, and as it is afterwards. */
export interface DescribedStack {
  /** What goes into `Analyze`, with inputs. */
  readonly asked: readonly Described[];
  /** What goes into `AnalyzeStack`, with outputs. */
  readonly made: readonly Described[];
}

/** A real stack in a phase of its cutover, declared by the real program from its own stack file; made once. */
export function describedStack(stack: StackName, phase: Phase): Promise<DescribedStack> {
  const key = `${stack} ${phase}`;
  const described = describedStacks.get(key) ?? describe(stack, { phase });
  describedStacks.set(key, described);
  return described;
}

const describedStacks = new Map<string, Promise<DescribedStack>>();

async function describe(stack: StackName, changes: Partial<Settings>): Promise<DescribedStack> {
  const { path2, seen } = await declared(stack, changes);
  const outputs = await settled(pulumi.output(path2.outputs));
  const described = describedRegistrations(seen);
  const root = {
    type: "pulumi:pulumi:Stack",
    name: `ftl-${stack}`,
    urn: `urn:pulumi:${stack}::ftl::pulumi:pulumi:Stack::ftl-${stack}`,
  };
  return {
    asked: [{ ...root, props: {} }, ...described.asked],
    made: [{ ...root, props: withAzureIds(outputs) }, ...described.made],
  };
}

/** What a program registered, as the engine describes it to a pack. */
export function describedRegistrations(seen: readonly Registration[]): DescribedStack {
  const both = seen.map(({ type, name, urn, protect, propertyDependencies, ...rest }) => {
    const common = { type, name, urn, protect, from: propertyDependencies };
    return {
      asked: { ...common, props: withAzureIds(rest.inputs) },
      made: { ...common, props: withAzureIds(rest.outputs) },
    };
  });
  return { asked: both.map(({ asked }) => asked), made: both.map(({ made }) => made) };
}

/** Values as JSON has them, in which the ids that mocks make up look like Azure's. */
function withAzureIds(values: unknown): Props {
  const subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
  const text = JSON.stringify(values)
    .replaceAll(
      /\/azure-native:resources:ResourceGroup\/([\w-]+)/g,
      `${subscription}/resourceGroups/$1`,
    )
    .replaceAll(
      /\/azure-native:(\w+):(\w+)\//g,
      `${subscription}/resourceGroups/the-group/providers/Microsoft.$1/$2/`,
    );
  return JSON.parse(text) as Props;
}
