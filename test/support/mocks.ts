import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { zoneRules } from "../../components/zoneRules";

/** A resource as the program hands it to the engine. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** The type part shows the parent: `ftl:data:Postgres$azure-native:dbforpostgresql:Server`. */
  readonly urn: string;
  readonly custom: boolean;
  /** Inputs with their secrets in the clear. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read inputs of every type
  readonly inputs: any;
  /** Inputs that are marked secret, in the clear. */
  readonly secrets: readonly unknown[];
  readonly protect: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly ignoreChanges: readonly string[];
  /** URNs of what must exist first: `dependsOn`, and the resources that inputs come from. */
  readonly dependencies: readonly string[];
  /** URNs of the resources that each input comes from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** What the provider answered; empty for a component. */
  outputs: Record<string, unknown>;
}

/** What {@link recordResources} can be told. */
export interface MockOptions {
  /** Answers of provider functions by token, before the usual ones. */
  readonly answers?: Readonly<Record<string, Answer>>;
  /** What answers in place of all that is made up here. */
  readonly cloud?: pulumi.runtime.Mocks;
  /** Whether the program believes that it is previewed. */
  readonly preview?: boolean;
}

/** What a provider function answers, always or by its arguments. */
type Answer =
  | Record<string, unknown>
  | ((args: Record<string, unknown>) => Record<string, unknown>);

let seen: Registration[] = [];

/** Replaces the engine for this process; returns the live list of what the program registers, as it arrives. */
export async function recordResources(
  stack = "test",
  { answers = {}, cloud, preview = false }: MockOptions = {},
): Promise<Registration[]> {
  seen = [];
  await pulumi.runtime.setMocks(
    cloud ?? {
      newResource: ({ type, name, inputs, custom }) => {
        const physicalName: string = inputs[nameInputs[type] ?? "name"] ?? name;
        const state = { ...inputs, name: physicalName, ...addedState[type]?.(physicalName) };
        const registration = seen.find((one) => one.type === type && one.name === name);
        if (custom && registration !== undefined) registration.outputs = state;
        return { id: custom ? `/${type}/${physicalName}` : undefined, state };
      },
      call: ({ token, inputs }) => {
        const answer = answers[token] ?? usualAnswers[token] ?? inputs;
        return typeof answer === "function" ? answer(inputs) : answer;
      },
    },
    "ftl",
    stack,
    preview,
  );
  record(seen);
  return seen;
}

/** Waits for a value. Never use it on an Output that may fail: a failed Output never settles under mocks. */
export function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply(resolve));
}

/** Waits until everything that was constructed has been registered. Rejects when a registration failed. */
export async function registered(): Promise<void> {
  // What the SDK itself ends a program with; its declaration is stripped.
  const runtime = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };
  await runtime.waitForRPCs();
}

/** URNs registered so far. */
export function registeredUrns(): string[] {
  return seen.map(({ urn }) => urn);
}

/** Root hook. An Output inside a template literal turns into this sentence; no test may register it. */
export const mochaHooks = {
  afterEach(): void {
    for (const { name, inputs } of seen) {
      assert.doesNotMatch(
        JSON.stringify(inputs),
        /Calling \[(toString|toJSON)\]/,
        `Output leaked into "${name}"`,
      );
    }
  },
};

/** The input that becomes the output `name`, for types whose output the components read. */
const nameInputs: Readonly<Record<string, string>> = {
  "azure-native:app:ContainerApp": "containerAppName",
  "azure-native:app:ManagedEnvironment": "environmentName",
  "azure-native:dbforpostgresql:Server": "serverName",
  "azure-native:keyvault:Vault": "vaultName",
  "azure-native:network:PrivateEndpoint": "privateEndpointName",
  "azure-native:privatedns:PrivateZone": "privateZoneName",
  "azure-native:redisenterprise:RedisEnterprise": "clusterName",
  "azure-native:resources:ResourceGroup": "resourceGroupName",
};

/** What a service adds to a resource of a type, as far as the components read it. */
const addedState: Readonly<Record<string, (physicalName: string) => Record<string, unknown>>> = {
  "azure-native:app:ManagedEnvironment": () => ({
    defaultDomain: "calmsea-1.centralindia.azurecontainerapps.io",
    customDomainConfiguration: { customDomainVerificationId: "VERIFICATION" },
  }),
  "azure-native:applicationinsights:Component": () => ({
    connectionString: "InstrumentationKey=insights",
  }),
  "azure-native:dbforpostgresql:Server": (name) => ({
    fullyQualifiedDomainName: `${name}.postgres.database.azure.com`,
  }),
  "azure-native:managedidentity:UserAssignedIdentity": (name) => ({
    principalId: `${name}'s principal`,
  }),
  "azure-native:redis:Redis": (name) => ({
    hostName: `${name}.redis.cache.windows.net`,
    sslPort: 6380,
  }),
  "azure-native:redisenterprise:RedisEnterprise": (name) => ({
    hostName: `${name}.centralindia.redis.azure.net`,
  }),
  "azure-native:web:StaticSite": () => ({ defaultHostname: "calmrock-1.6.azurestaticapps.net" }),
  "random:index/randomPassword:RandomPassword": (name) => ({ result: `generated-for-${name}` }),
};

/** What provider functions answer. */
const usualAnswers: Readonly<Record<string, Answer>> = {
  "azure-native:authorization:getClientConfig": {
    clientId: "00000000-0000-0000-0000-00000000000c",
    objectId: "00000000-0000-0000-0000-00000000000d",
    subscriptionId: "00000000-0000-0000-0000-000000000001",
    tenantId: "00000000-0000-0000-0000-000000000002",
  },
  "azure-native:redis:listRedisKeys": { primaryKey: "classic+key=", secondaryKey: "unused" },
  "azure-native:redisenterprise:listDatabaseKeys": {
    primaryKey: "managed+key=",
    secondaryKey: "unused",
  },
  "cloudflare:index/getDnsRecords:getDnsRecords": { results: [] },
  "cloudflare:index/getZone:getZone": { id: "zone", zoneId: "zone" },
  "cloudflare:index/getZoneSetting:getZoneSetting": ({ zoneId, settingId }) => ({
    zoneId,
    settingId,
    value: zoneRules.find(({ id }) => id === settingId)?.wanted,
  }),
};

/** The part of a registration request that mocks don't pass on, and the options that tests ask about. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getProtect(): boolean | undefined;
  getDeletebeforereplace(): boolean;
  getIgnorechangesList(): string[];
  getDependenciesList(): string[];
  getPropertydependenciesMap(): {
    forEach(each: (dependencies: { getUrnsList(): string[] }, property: string) => void): void;
  };
}

interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterRequest, callback: unknown): Promise<void>;
}

/** Mocks see types, names and inputs only; the request to the engine has the options too. */
function record(into: Registration[]): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const registerResource = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const secrets: unknown[] = [];
    const propertyDependencies: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((dependencies, property) => {
      propertyDependencies[property] = dependencies.getUrnsList();
    });
    into.push({
      type: request.getType(),
      name: request.getName(),
      urn: monitor.newUrn(request.getParent(), request.getType(), request.getName()),
      custom: request.getCustom(),
      inputs: revealed(request.getObject()?.toJavaScript() ?? {}, secrets),
      secrets,
      protect: request.getProtect() === true,
      deleteBeforeReplace: request.getDeletebeforereplace(),
      ignoreChanges: request.getIgnorechangesList(),
      dependencies: request.getDependenciesList(),
      propertyDependencies,
      outputs: {},
    });
    return registerResource(request, callback);
  };
}

/** A value without the wrappers of its secrets, which go into a list. */
function revealed(value: unknown, secrets: unknown[]): unknown {
  if (Array.isArray(value)) return value.map((item) => revealed(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  if (pulumi.runtime.isRpcSecret(value)) {
    const secret = revealed(pulumi.runtime.unwrapRpcSecret(value), secrets);
    secrets.push(secret);
    return secret;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, revealed(item, secrets)]),
  );
}
