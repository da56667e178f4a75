// @ts-check
"use strict";

// What Pulumi.yaml names as the program: index.ts, loaded as the program of the stacks themselves is.

require("../deferUnusedModules");
require("../loadTypeScript");

module.exports = require("./index");
