// @ts-check
"use strict";

// What Pulumi.yaml names as the program: index.ts, loaded without Pulumi's own ts-node.

require("./loadTypeScript");
module.exports = require("./index");
