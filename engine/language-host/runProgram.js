// @ts-check
"use strict";

const language = require("@pulumi/pulumi/proto/language_pb.js");
const { ended, startNode, stop } = require("./children");
const { optionVariables, readOptions } = require("./options");
const { programModule } = require("./programModule");

/** Exit code by which the runner says that the user has been told what is wrong: `cmd/run/index.js` of the SDK. */
const toldUserExitCode = 32;

/**
 * Runs a program to its end. What it prints goes to the host's own output, which the engine shows.
 *
 * @param {language.RunRequest} request
 * @param {import("@grpc/grpc-js").ServerUnaryCall<language.RunRequest, language.RunResponse>} call
 * @param {string} engineAddress
 * @returns {Promise<language.RunResponse>}
 */
async function runProgram(request, call, engineAddress) {
  const response = new language.RunResponse();
  try {
    const { code, signal } = await start(request, call, engineAddress);
    if (code === toldUserExitCode) response.setBail(true);
    else if (code === null) response.setError(`Program was ended by signal ${signal}`);
    else if (code !== 0) response.setError(`Program exited with non-zero exit code: ${code}`);
  } catch (error) {
    response.setError(/** @type {Error} */ (error).message);
  }
  return response;
}

/**
 * @param {language.RunRequest} request
 * @param {import("@grpc/grpc-js").ServerUnaryCall<language.RunRequest, language.RunResponse>} call
 * @param {string} engineAddress
 */
async function start(request, call, engineAddress) {
  if (request.getAttachDebugger()) {
    throw new Error(
      "this language host can't attach a debugger: install Pulumi, whose own host can",
    );
  }
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() || request.getPwd();
  const options = readOptions(info?.getOptions()?.toJavaScript() ?? {});
  const runner = programModule("@pulumi/pulumi/cmd/run", folder);
  const child = startNode(
    [...options.nodeArguments, runner, ...runnerArguments(request, engineAddress, folder)],
    {
      env: {
        ...process.env,
        ...optionVariables(options),
        PULUMI_CONFIG: JSON.stringify(oldConfigKeys(request.getConfigMap())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
    },
  );
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  call.on("cancelled", () => stop(child));
  const result = await ended(child);
  // The engine may end this host as soon as it has the answer: first let it have all that was printed.
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  return result;
}

/**
 * @param {language.RunRequest} request
 * @param {string} engineAddress
 * @param {string} folder
 */
function runnerArguments(request, engineAddress, folder) {
  const info = request.getInfo();
  const named = Object.entries({
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory(),
    stack: request.getStack(),
    pwd: folder,
    parallel: String(request.getParallel()),
  }).flatMap(([name, value]) => (value ? [`--${name}`, value] : []));
  const dryRun = request.getDryrun() ? ["--dry-run"] : [];
  const entryPoint = info?.getEntryPoint() || request.getProgram() || ".";
  return [...named, ...dryRun, entryPoint, ...request.getArgsList()];
}

/**
 * The SDK's runtime wants `ftl:config:location` for the engine's `ftl:location`.
 *
 * @param {{ forEach(each: (value: string, key: string) => void): void }} config
 */
function oldConfigKeys(config) {
  /** @type {Record<string, string>} */
  const result = {};
  config.forEach((value, key) => {
    const [namespace = "", ...name] = key.split(":");
    const inner = name[0] === "config" && name.length > 1 ? name.slice(1) : name;
    result[`${namespace}:config:${inner.join(":")}`] = value;
  });
  return result;
}

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {Promise<void>}
 */
const flushed = (stream) => new Promise((resolve) => void stream.write("", () => resolve()));

module.exports = { runProgram };
