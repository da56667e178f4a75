import { PolicyPack } from "@pulumi/policy";
import { wsDnsOnly } from "./rules/wsDnsOnly";

new PolicyPack("ftl-policy", { policies: [wsDnsOnly] });
