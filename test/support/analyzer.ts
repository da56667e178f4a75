import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import * as readline from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

const packFolder = path.resolve(__dirname, "../../policy");
const runner = path.join(
  path.dirname(require.resolve("@pulumi/pulumi/package.json")),
  "cmd/run-policy-pack",
);

/** What the engine sends for a value that isn't known yet. */
export const unknown = {
  text: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  truth: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  list: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  group: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
} as const;

/** A value as the engine sends a secret one. */
export function secret(value: JavaScriptValue): JavaScriptValue {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** A resource as the engine describes it to a policy pack. */
export interface Described {
  readonly type: string;
  readonly name: string;
  readonly props: Record<string, JavaScriptValue>;
  /** Names or URNs of the resources that a property is computed from, by property. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** @default - a URN of stack prd without a parent */
  readonly urn?: string;
  /** @default false */
  readonly protect?: boolean;
}

/** What a policy answered about a resource. */
export interface Verdict {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly urn: string;
  readonly message: string;
}

/** The project's policy pack, run as the engine runs it, in a process of its own. */
export class RunningPack {
  private readonly process: ChildProcess;
  private readonly client: AnalyzerClient;

  private constructor(process: ChildProcess, client: AnalyzerClient) {
    this.process = process;
    this.client = client;
  }

  /** Starts the pack; ends with what it printed when it doesn't come up. */
  static async start(folder = packFolder, cwd = folder): Promise<RunningPack> {
    const child = spawn(process.execPath, [runner, "127.0.0.1:1", folder], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const errors: string[] = [];
    child.stderr.on("data", (text: Buffer) => errors.push(text.toString()));
    const lines = readline.createInterface({ input: child.stdout });
    const port = await Promise.race([
      once(lines, "line").then(([line]) => String(line)),
      once(child, "exit").then(([code]) => {
        throw new Error(`the pack ended with ${String(code)}: ${errors.join("")}`);
      }),
    ]);
    const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    return new RunningPack(child, client);
  }

  async stop(): Promise<void> {
    this.client.close();
    if (this.process.exitCode !== null || !this.process.kill()) return;
    await once(this.process, "exit");
  }

  /** Name, version and policies of the pack, as the engine lists them. */
  info(): Promise<analyzer.AnalyzerInfo.AsObject> {
    return new Promise((resolve, reject) => {
      this.client.getAnalyzerInfo(new Empty(), (error, info) =>
        error === null ? resolve(info.toObject()) : reject(error),
      );
    });
  }

  /** Sets the policy configuration, as the engine does before anything else. */
  configure(policies: Readonly<Record<string, Record<string, JavaScriptValue>>>): Promise<void> {
    const request = new analyzer.ConfigureAnalyzerRequest();
    for (const [name, settings] of Object.entries(policies)) {
      const config = new analyzer.PolicyConfig();
      config.setEnforcementlevel(
        settings["enforcementLevel"] === "disabled"
          ? analyzer.EnforcementLevel.DISABLED
          : analyzer.EnforcementLevel.MANDATORY,
      );
      config.setProperties(Struct.fromJavaScript(settings));
      request.getPolicyconfigMap().set(name, config);
    }
    return new Promise((resolve, reject) => {
      this.client.configure(request, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** What is said about one resource before it is written. */
  analyze(resource: Described): Promise<Verdict[]> {
    const request = new analyzer.AnalyzeRequest();
    request.setType(resource.type);
    request.setName(resource.name);
    request.setUrn(urnOf(resource));
    request.setProperties(Struct.fromJavaScript(resource.props));
    request.setOptions(optionsOf(resource));
    return new Promise((resolve, reject) => {
      this.client.analyze(request, (error, response) =>
        error === null ? resolve(verdicts(response)) : reject(error),
      );
    });
  }

  /** What is said about a stack as a whole, after every resource of a preview or an update. */
  analyzeStack(resources: readonly Described[]): Promise<Verdict[]> {
    const urns = new Map(resources.map((resource) => [resource.name, urnOf(resource)]));
    const request = new analyzer.AnalyzeStackRequest();
    request.setResourcesList(
      resources.map((resource) => {
        const message = new analyzer.AnalyzerResource();
        message.setType(resource.type);
        message.setName(resource.name);
        message.setUrn(urnOf(resource));
        message.setProperties(Struct.fromJavaScript(resource.props));
        message.setOptions(optionsOf(resource));
        for (const [property, names] of Object.entries(resource.from ?? {})) {
          const dependencies = new analyzer.AnalyzerPropertyDependencies();
          dependencies.setUrnsList(names.map((name) => urns.get(name) ?? name));
          message.getPropertydependenciesMap().set(property, dependencies);
        }
        return message;
      }),
    );
    return new Promise((resolve, reject) => {
      this.client.analyzeStack(request, (error, response) =>
        error === null ? resolve(verdicts(response)) : reject(error),
      );
    });
  }
}

/** The URN of a resource: its own, or one of stack prd. */
export function urnOf({ type, name, urn }: Described): string {
  return urn ?? `urn:pulumi:prd::ftl::${type}::${name}`;
}

function optionsOf({ protect = false }: Described): analyzer.AnalyzerResourceOptions {
  const options = new analyzer.AnalyzerResourceOptions();
  options.setProtect(protect);
  return options;
}

function verdicts(response: analyzer.AnalyzeResponse): Verdict[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level:
      diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY
        ? "mandatory"
        : "advisory",
    urn: diagnostic.getUrn(),
    message: diagnostic.getMessage(),
  }));
}
