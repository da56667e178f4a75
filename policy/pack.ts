import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { Outcomes } from "./outcomes";
import { rules } from "./rules";
import { waiversInOrder } from "./rules/waiversInOrder";
import { toPolicy } from "./toPolicy";
import { readWaivers } from "./waivers";

// `index.js` makes this folder the working directory; the bundle has none of its own.
const waivers = readWaivers(join(process.cwd(), "waivers.yaml"));
const outcomes = new Outcomes();

new PolicyPack("ftl-policy", {
  // The rule about the waivers asks what the others said, so it comes last.
  policies: [...rules, waiversInOrder(rules, waivers, outcomes)].map((rule) =>
    toPolicy(rule, waivers, outcomes),
  ),
});
