// @ts-check
"use strict";

const grpc = require("@grpc/grpc-js");
const { RunPluginResponse } = require("@pulumi/pulumi/proto/language_pb.js");
const { ended, startNode, stop } = require("./children");
const { optionVariables, readOptions } = require("./options");
const { programModule } = require("./programModule");

/** @typedef {import("@pulumi/pulumi/proto/language_pb").RunPluginRequest} RunPluginRequest */
/** @typedef {grpc.ServerWritableStream<RunPluginRequest, import("@pulumi/pulumi/proto/language_pb").RunPluginResponse>} RunPluginCall */

/**
 * Runs a policy pack ("analyzer") or another plugin written for Node until it ends or the engine cancels the call.
 * Streams what it prints, and ends with its exit code.
 *
 * Unlike the official host this one starts a policy pack before the stack's configuration is known: a pack can't
 * use `pulumi.getStack()` or `pulumi.Config`. It judges what it is handed.
 *
 * @param {RunPluginCall} call
 */
async function runPlugin(call) {
  try {
    const child = start(call.request);
    call.on("cancelled", () => stop(child));
    child.stdout.on("data", (bytes) => send(call, child.stdout, "setStdout", bytes));
    child.stderr.on("data", (bytes) => send(call, child.stderr, "setStderr", bytes));
    const { code, signal } = await ended(child);
    if (code === null) throw new Error(`the plugin was ended by signal ${signal}`);
    const last = new RunPluginResponse();
    last.setExitcode(code);
    call.write(last);
    call.end();
  } catch (error) {
    const details = /** @type {Error} */ (error).message;
    call.emit("error", { code: grpc.status.UNKNOWN, details });
  }
}

/** @param {RunPluginRequest} request */
function start(request) {
  if (request.getAttachDebugger()) {
    throw new Error(
      "this language host can't attach a debugger: install Pulumi, whose own host can",
    );
  }
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() || request.getProgram();
  const options = readOptions(info?.getOptions()?.toJavaScript() ?? {});
  const env = { ...variables(request.getEnvList()), ...optionVariables(options) };
  const isPolicyPack = request.getKind() === "analyzer";
  const runner = programModule(
    isPolicyPack ? "@pulumi/pulumi/cmd/run-policy-pack" : "@pulumi/pulumi/cmd/run-plugin",
    folder,
  );
  // A policy pack runs in its own folder and gets it as the last argument; other plugins get theirs first. That
  // nodeargs come after the runner, and so don't reach Node, is what the official host does.
  const args = isPolicyPack
    ? [...options.nodeArguments, ...request.getArgsList(), folder]
    : [...options.nodeArguments, folder, ...request.getArgsList()];
  return startNode([runner, ...args], { cwd: isPolicyPack ? folder : request.getPwd(), env });
}

/**
 * The engine hands over its whole environment, as "NAME=value" lines of which the last counts.
 *
 * @param {readonly string[]} lines
 * @returns {Record<string, string>}
 */
function variables(lines) {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("=", 1);
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

/**
 * Hands output on, and reads no more of it while the engine is behind.
 *
 * @param {RunPluginCall} call
 * @param {import("node:stream").Readable} source
 * @param {"setStdout" | "setStderr"} set
 * @param {Buffer} bytes
 */
function send(call, source, set, bytes) {
  const message = new RunPluginResponse();
  message[set](bytes);
  if (call.write(message)) return;
  source.pause();
  call.once("drain", () => source.resume());
}

module.exports = { runPlugin };
