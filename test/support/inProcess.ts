import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { declarePath2, type Path2 } from "../../components/path2";
import { zoneRules } from "../../components/zoneRules";
import { afterClock } from "../../local-cloud/arm/afterClock";
import { ResourceManager } from "../../local-cloud/arm/resourceManager";
import { Clock } from "../../local-cloud/clock";
import { Cloudflare } from "../../local-cloud/cloudflare/cloudflare";
import { PublicDns } from "../../local-cloud/cloudflare/publicDns";
import type { JsonObject } from "../../local-cloud/json";
import { AzureNative } from "../../local-cloud/providers/azureNative/azureNative";
import { CloudflareProvider } from "../../local-cloud/providers/cloudflareProvider";
import { OpaqueResources } from "../../local-cloud/providers/opaque";
import type { ProviderFront } from "../../local-cloud/providers/providerFront";
import { RandomProvider } from "../../local-cloud/providers/randomProvider";
import { emptyState } from "../../local-cloud/state/cloudState";
import { StateStore } from "../../local-cloud/state/stateStore";
import { localVault } from "../../operations/certificate/localVault";
import type { CertificateVault } from "../../operations/certificate/places";
import { evaluate, type RecordedResource } from "../../policy/evaluate";
import type { Settings } from "../../settings/schema";
import type { StackOutputs } from "../../settings/stackOutputs";
import { recordResources, registered, type Registration, settled } from "./mocks";

/** A local cloud that is nowhere but in memory, without the engine's protocol in front of it. */
export class CloudInMemory {
  readonly resourceManager: ResourceManager;
  readonly cloudflare: Cloudflare;
  readonly dns: PublicDns;
  readonly clock: Clock;
  readonly store: StateStore;
  /** Providers by the name that type tokens begin with. */
  readonly fronts: ReadonlyMap<string, ProviderFront>;

  constructor() {
    const store = new StoreInMemory(emptyState(), "nowhere");
    this.store = store;
    this.clock = new Clock(store);
    this.dns = new PublicDns(store);
    this.resourceManager = new ResourceManager(store, this.clock, this.dns);
    this.cloudflare = new Cloudflare(store, this.clock);
    const opaque = new OpaqueResources(store);
    const fronts = [
      new AzureNative(this.resourceManager),
      new CloudflareProvider(this.cloudflare, opaque),
      new RandomProvider(opaque),
    ];
    this.fronts = new Map(fronts.map((front) => [front.name, front]));
  }

  /** A cloud with a zone in it, whose settings are as the topology wants them. */
  static async withZone(name: string): Promise<CloudInMemory> {
    const cloud = new CloudInMemory();
    const { id: zoneId } = await cloud.cloudflare.addZone(name);
    for (const { id, wanted } of zoneRules) await cloud.cloudflare.setSetting(zoneId, id, wanted);
    return cloud;
  }

  /** Moves the clock forward, and lets time do its work. */
  async advance(days: number): Promise<void> {
    await this.clock.advance(days * 86_400_000);
    afterClock(this.resourceManager);
  }
}

class StoreInMemory extends StateStore {
  override async commit(): Promise<void> {
    this.announce();
  }
}

/** A resource as the last update left it. */
interface Deployed {
  readonly type: string;
  readonly urn: string;
  readonly id: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
}

/** How an update ended. */
export interface Updated {
  /** Logical names of the resources that were created, updated, replaced and deleted, in this order of time. */
  readonly changes: readonly string[];
  /** What the first provider that refused said. */
  readonly refused: string | undefined;
  /** What the pack's rules about DNS and certificates say against what there is then, a sentence each. */
  readonly breaches: readonly string[];
  /** What the stack says of itself, once everything is written. */
  readonly outputs?: StackOutputs;
}

/**
 * A stack on a {@link CloudInMemory}: the real program, in this process, with the providers that the engine would
 * attach to. In place of the engine, it creates, updates and deletes, in the order of dependencies. There is no
 * preview, no replacement and no state file: for those there is the engine.
 */
export class StackInProcess {
  private readonly cloud: CloudInMemory;
  private readonly stack: string;
  /** In the order in which they were last written, so that whatever depends on a resource comes after it. */
  private deployed = new Map<string, Deployed>();

  constructor(cloud: CloudInMemory, stack: string) {
    this.cloud = cloud;
    this.stack = stack;
  }

  /** Deploys what the settings say. A provider that refuses ends it, as the engine would end it. */
  up(settings: Settings): Promise<Updated> {
    return withoutStackTraces(() => this.update(settings));
  }

  private async update(settings: Settings): Promise<Updated> {
    const before = this.deployed;
    const now = new Map<string, Deployed>();
    const changes: string[] = [];
    let refused: string | undefined;
    let underWay = 0;
    const write = async (resource: Registration): Promise<Deployed> => {
      const { type, name, urn, inputs } = resource;
      const front = this.frontOf(type);
      const subject = { token: type, name, urn };
      const old = before.get(urn);
      const checked = front.check(subject, inputs, old?.inputs ?? {}, randomBytes(32));
      const [failure] = checked.failures;
      if (failure !== undefined) throw new Error(failure.reason);
      if (old === undefined) {
        const made = await front.create(subject, checked.inputs, () => undefined);
        changes.push(`create ${name}`);
        return { type, urn, inputs: checked.inputs, ...made };
      }
      const diff = front.diff(subject, old.id, old.inputs, checked.inputs);
      if (diff.replaces.length > 0) throw new Error(`${name} would be replaced`);
      if (Object.keys(diff.changes).length === 0) return { ...old, inputs: checked.inputs };
      const outputs = await front.update({
        subject,
        id: old.id,
        oldInputs: old.inputs,
        oldOutputs: old.outputs,
        inputs: checked.inputs,
      });
      changes.push(`update ${name}`);
      return { ...old, inputs: checked.inputs, outputs };
    };
    const seen: Registration[] = await recordResources(this.stack, {
      cloud: {
        newResource: async ({ type, name, custom }) => {
          const resource = seen.find((one) => one.type === type && one.name === name)!;
          if (!custom) return { id: undefined, state: {} };
          underWay++;
          try {
            const written = await write(resource);
            now.set(resource.urn, written);
            return { id: written.id, state: written.outputs };
          } catch (error) {
            refused ??= `${name}: ${(error as Error).message}`;
            throw error;
          } finally {
            underWay--;
          }
        },
        call: ({ token, inputs }) => this.frontOf(token).invoke(token, inputs as JsonObject),
      },
    });
    let path2: Path2 | undefined;
    try {
      path2 = declarePath2(settings, this.stack);
      await registered();
    } catch (error) {
      if (refused === undefined) throw error;
    }
    while (underWay > 0) await new Promise((resolve) => setImmediate(resolve));
    if (path2 === undefined || refused !== undefined) {
      // What was not reached stays as it was, behind what was.
      const rest = [...before].filter(([urn]) => !now.has(urn));
      this.deployed = new Map([...now, ...rest]);
      return { changes, refused, breaches: [] };
    }
    const gone = [...before.values()].filter(({ urn }) => !now.has(urn)).reverse();
    this.deployed = now;
    refused = await this.remove(gone, changes);
    const resources = seen.map((resource) => ({
      ...resource,
      outputs: now.get(resource.urn)?.outputs ?? {},
    }));
    const breaches = await breachesOf(path2, this.stack, resources);
    const outputs = (await settled(pulumi.output(path2.outputs))) as StackOutputs;
    return { changes, refused, breaches, outputs };
  }

  /** Deletes everything, what depends on others first. */
  async destroy(): Promise<Updated> {
    const changes: string[] = [];
    const refused = await this.remove([...this.deployed.values()].reverse(), changes);
    return { changes, refused, breaches: [] };
  }

  private async remove(gone: readonly Deployed[], changes: string[]): Promise<string | undefined> {
    for (const { type, urn, id, outputs } of gone) {
      const name = urn.split("::").at(-1)!;
      try {
        await this.frontOf(type).delete({ token: type, name, urn }, id, outputs);
      } catch (error) {
        return `${name}: ${(error as Error).message}`;
      }
      this.deployed.delete(urn);
      changes.push(`delete ${name}`);
    }
    return undefined;
  }

  private frontOf(token: string): ProviderFront {
    return this.cloud.fronts.get(token.split(":")[0]!)!;
  }
}

/**
 * What the pack's rules about DNS and certificates say against a stack, a sentence each: what an update of the real
 * stack would hear before it writes anything.
 */
export function hostnameBreaches(settings: Settings, stack: string): Promise<string[]> {
  return withoutStackTraces(() => judge(settings, stack));
}

async function judge(settings: Settings, stack: string): Promise<string[]> {
  const seen = await recordResources(stack);
  const path2 = declarePath2(settings, stack);
  await registered();
  return breachesOf(path2, stack, seen);
}

async function breachesOf(
  { outputs }: Path2,
  stack: string,
  resources: readonly RecordedResource[],
): Promise<string[]> {
  const root: RecordedResource = {
    type: "pulumi:pulumi:Stack",
    urn: `urn:pulumi:${stack}::ftl::pulumi:pulumi:Stack::ftl-${stack}`,
    inputs: {},
    outputs: await settled(pulumi.output(outputs)),
    protect: false,
    propertyDependencies: {},
  };
  return evaluate([root, ...resources])
    .filter(({ rule, outcome }) => rule.group === "dns" && outcome !== "passed")
    .flatMap(({ rule, messages }) => messages.map((message) => `${rule.name}: ${message}`));
}

/** A stack's vault as `ftl certificate` sees it. */
export function vaultOf(cloud: CloudInMemory, name: string): CertificateVault {
  return localVault(cloud, { name, stack: "the stack" }, () => undefined);
}

/** The SDK keeps a stack trace of every promise: without them a program is declared four times as fast. */
async function withoutStackTraces<T>(work: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  process.setSourceMapsEnabled(false);
  try {
    return await work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    process.setSourceMapsEnabled(true);
  }
}
