import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { writeFile } from "./fakes";

const launcher = path.join(
  __dirname,
  "..",
  "..",
  "engine",
  "language-host",
  "pulumi-language-nodejs",
);

/** A running language host and a client of it. */
export interface RunningHost {
  readonly process: ChildProcess;
  readonly client: LanguageRuntimeClient;
  /** What it printed after its port. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  readonly stop: () => Promise<void>;
}

/** Starts the host as the engine does: with pipes, the engine's address last, the port on the first line. */
export async function startHost(engineAddress = "127.0.0.1:1"): Promise<RunningHost> {
  const child = spawn(launcher, ["--tracing=none", engineAddress], { stdio: "pipe" });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  while (!stdout.includes("\n")) await once(child.stdout, "data");
  const port = stdout.slice(0, stdout.indexOf("\n"));
  stdout = stdout.slice(port.length + 1);
  const client = new LanguageRuntimeClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    process: child,
    client,
    output: () => ({ stdout, stderr }),
    stop: async () => {
      client.close();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.stdin.end();
      await exited;
    },
  };
}

/** Puts a module in place of one of the SDK's runners, for programs in this folder. */
export function replaceRunner(folder: string, runner: string, code: string): void {
  writeFile(
    path.join(folder, "node_modules", "@pulumi", "pulumi", "cmd", runner, "index.js"),
    code,
  );
}

export function programInfo(
  folder: string,
  options: Record<string, JavaScriptValue> = {},
): language.ProgramInfo {
  const info = new language.ProgramInfo();
  info.setRootDirectory(folder);
  info.setProgramDirectory(folder);
  info.setEntryPoint("index.ts");
  info.setOptions(Struct.fromJavaScript(options));
  return info;
}

/** Makes a unary call; rejects with the call's error. */
export function answer<Response>(
  call: (callback: (error: grpc.ServiceError | null, response: Response) => void) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(error) : resolve(response)));
  });
}
