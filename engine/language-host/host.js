// @ts-check
"use strict";

/**
 * The engine's language host for Node programs, for an engine that was built from its Go module: the official
 * host is a Go program whose module can't be had. It speaks the same protocol on the SDK's own definitions:
 * https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto
 *
 * It does what a program, its policy packs and its dynamic providers need. What it leaves out (code generation,
 * installing packages, attaching a debugger) is answered with an error that says so.
 *
 * Each command of the engine waits for its start, so nothing is loaded before it is needed.
 */

const fs = require("node:fs");
const grpc = require("@grpc/grpc-js");
const language = require("@pulumi/pulumi/proto/language_pb.js");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb.js");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb.js");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js");
const { isBusy, killAll, stopAll } = require("./children");

/** The engine's own limit, 400 MiB: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/util/rpcutil/grpc.go */
const maxMessageBytes = 400 * 1024 * 1024;

/**
 * Starts the host: `pulumi-language-nodejs [flags] ENGINE_ADDRESS`. The first line of standard output is the port.
 *
 * @param {readonly string[]} args
 */
function main(args) {
  const state = { engineAddress: args.filter((arg) => !arg.startsWith("-")).at(-1) ?? "" };
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  server.addService(LanguageRuntimeService, handlers(state));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
      process.stderr.write(`pulumi-language-nodejs can't listen on loopback: ${error.message}\n`);
      process.exit(1);
    }
    process.stdout.write(`${port}\n`);
  });
  endWithEngine();
}

/**
 * @typedef {object} HostState
 * @property {string} engineAddress
 *
 * @param {HostState} state
 * @returns {grpc.UntypedServiceImplementation}
 */
function handlers(state) {
  return {
    handshake: unary((/** @type {language.LanguageHandshakeRequest} */ request) => {
      state.engineAddress = request.getEngineAddress();
      return new language.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(require("@pulumi/pulumi/package.json").version);
      return info;
    }),
    // The list only lets the engine fetch plugins ahead of the run; without it each is fetched when first used.
    getRequiredPackages: unary(() => new language.GetRequiredPackagesResponse()),
    run: unary((/** @type {language.RunRequest} */ request, call) =>
      require("./runProgram").runProgram(request, call, state.engineAddress),
    ),
    runPlugin: (/** @type {import("./runPlugin").RunPluginCall} */ call) => {
      void require("./runPlugin").runPlugin(call);
    },
    about: unary(() => {
      const response = new language.AboutResponse();
      response.setExecutable(process.execPath);
      response.setVersion(process.version);
      response.getMetadataMap().set("packagemanager", "npm");
      return response;
    }),
    getProgramDependencies: unary((/** @type {language.GetProgramDependenciesRequest} */ request) =>
      require("./dependencies").programDependencies(request),
    ),
    installDependencies: (/** @type {grpc.ServerWritableStream<unknown, unknown>} */ call) => {
      const details =
        "this language host does not install packages: run npm ci in the program's folder";
      call.emit("error", { code: grpc.status.UNIMPLEMENTED, details });
    },
    cancel: unary(() => {
      stopAll();
      return new Empty();
    }),
  };
}

/**
 * Answers a call with what the work returns, or with its error's message.
 *
 * @template Request, Response
 * @param {(request: Request, call: grpc.ServerUnaryCall<Request, Response>) => Response | Promise<Response>} work
 * @returns {grpc.handleUnaryCall<Request, Response>}
 */
function unary(work) {
  return (call, callback) => {
    Promise.resolve()
      .then(() => work(call.request, call))
      .then(
        (response) => callback(null, response),
        (error) => callback({ code: grpc.status.UNKNOWN, details: error.message }),
      );
  };
}

/**
 * Ends the host and what it started when the engine asks for it (SIGINT to the process group), and when the engine
 * goes away without asking: it holds the other end of standard input, which closes even when it is killed.
 */
function endWithEngine() {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      stopAll();
      endWhenIdle();
    });
  }
  process.on("exit", killAll);
  const input = fs.fstatSync(0);
  if (!input.isFIFO() && !input.isSocket()) return;
  process.stdin.on("end", () => process.exit(0));
  process.stdin.on("error", () => process.exit(0));
  process.stdin.resume();
}

function endWhenIdle() {
  if (!isBusy()) process.exit(0);
  setTimeout(endWhenIdle, 50);
}

module.exports = { main };
