// @ts-check
"use strict";

// What Pulumi.yaml names as the program: index.ts, loaded without Pulumi's own ts-node.

require("./deferUnusedModules");
require("./loadTypeScript");

// The SDK takes the stack of every promise, for a report of leaks that is off unless PULUMI_DEBUG_PROMISE_LEAKS is set.
// Finding the TypeScript line of each frame takes a third of this program's time: these stacks are left out.
const formatted = Error.prepareStackTrace?.bind(Error);
if (formatted !== undefined && !process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) {
  Error.prepareStackTrace = (error, frames) =>
    frames[0]?.getFunctionName() === "debuggablePromise" ? `${error}` : formatted(error, frames);
}

module.exports = require("./index");
