/**
 * The rules of an app's ingress, but for its custom domains.
 *
 * @see https://learn.microsoft.com/azure/container-apps/ingress-overview
 */

import { at, isObject, type JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import { numberAt, objectAt, objectsAt, textAt } from "../../body";
import type { WriteRequest } from "../../resourceType";
import { isPort } from "./containerTemplate";
import { isSingleMode, revisionsOf } from "./revisions";
import { invalidSchema } from "./workloadPlace";

const ingressPath = "properties.configuration.ingress";

/** The ingress of an app; undefined when it has none. */
export function ingressOf(desired: JsonObject): JsonObject | undefined {
  const ingress = at(desired, ingressPath);
  return isObject(ingress) ? ingress : undefined;
}

/** Whether clients speak TCP to the app, and not HTTP. */
export function isTcp(ingress: JsonObject): boolean {
  return textAt(ingress, "transport")?.toLowerCase() === "tcp";
}

/** Refuses an ingress that the service would refuse. */
export function checkIngress(request: WriteRequest): void {
  const { desired } = request;
  const mode = textAt(desired, "properties.configuration.activeRevisionsMode") ?? "Single";
  if (!["single", "multiple", "labels"].includes(mode.toLowerCase())) {
    throw invalidSchema("$.properties.configuration.activeRevisionsMode");
  }
  const ingress = ingressOf(desired);
  if (ingress === undefined) return;
  const transport = textAt(ingress, "transport") ?? "auto";
  if (!["auto", "http", "http2", "tcp"].includes(transport.toLowerCase())) {
    throw invalidSchema(`$.${ingressPath}.transport`);
  }
  checkPort(ingress);
  checkStickiness(ingress, desired);
  checkTcp(ingress);
  checkAddressRules(objectsAt(ingress, "ipSecurityRestrictions"));
  checkTraffic(request, objectsAt(ingress, "traffic"));
}

/** @see https://github.com/microsoft/vscode-azurecontainerapps/issues/104 (message; its code is not documented) */
function checkPort(ingress: JsonObject): void {
  const port = numberAt(ingress, "targetPort");
  if (port !== undefined && isPort(port)) return;
  throw new ArmError(
    400,
    "ContainerAppInvalidIngress",
    "Ingress section of the container app must have a targetPort specified. TargetPort must be in the range of [1,65535].",
  );
}

/** @see https://learn.microsoft.com/azure/container-apps/sticky-sessions */
function checkStickiness(ingress: JsonObject, desired: JsonObject): void {
  if (textAt(ingress, "stickySessions.affinity")?.toLowerCase() !== "sticky") return;
  if (!isSingleMode(desired)) {
    throw new ArmError(
      400,
      "ContainerAppInvalidIngressStickySessionRevisionMode",
      "Sticky sessions can only be set for an app in single revision mode.", // Message not documented.
    );
  }
  if (isTcp(ingress)) {
    throw new ArmError(
      400,
      "ContainerAppInvalidIngressStickySessionForTcpApp", // Not documented: formed like its neighbours.
      "Sticky sessions can only be set for http transport.",
    );
  }
}

/** @see https://learn.microsoft.com/azure/container-apps/ingress-overview#tcp */
function checkTcp(ingress: JsonObject): void {
  if (!isTcp(ingress)) return;
  if (objectsAt(ingress, "customDomains").length > 0) {
    throw new ArmError(
      400,
      "ContainerAppInvalidIngressCustomDomainForTcpApp",
      "Custom domains can only be set for http transport.",
    );
  }
  if (Object.keys(objectAt(ingress, "corsPolicy")).length > 0) {
    throw new ArmError(
      400,
      "ContainerAppInvalidIngressCORSPolicyForTcpApp",
      "CORS policy can only be set for http transport.",
    );
  }
}

/** @see https://learn.microsoft.com/azure/container-apps/ip-restrictions; the refusals are not documented. */
function checkAddressRules(rules: readonly JsonObject[]): void {
  const actions = new Set(rules.map((rule) => textAt(rule, "action") ?? ""));
  for (const action of actions) {
    if (action !== "Allow" && action !== "Deny") {
      throw invalidSchema(`$.${ingressPath}.ipSecurityRestrictions.action`);
    }
  }
  if (actions.size > 1) {
    throw new ArmError(
      400,
      "ContainerAppInvalidIpSecurityRestrictions",
      "IP security restrictions can only consist of all Allow or all Deny rules.",
    );
  }
  const bad = rules
    .map((rule) => textAt(rule, "ipAddressRange") ?? "")
    .find((range) => !isAddressRange(range));
  if (bad === undefined) return;
  throw new ArmError(
    400,
    "ContainerAppInvalidIpSecurityRestrictions",
    `'${bad}' is no IPv4 address range in CIDR notation.`,
  );
}

function isAddressRange(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const numbers = address.split(".");
  const inRange = (digits: string, most: number) => /^\d{1,3}$/.test(digits) && +digits <= most;
  return (
    rest.length === 0 &&
    numbers.length === 4 &&
    numbers.every((number) => inRange(number, 255)) &&
    (bits === undefined || inRange(bits, 32))
  );
}

/**
 * Weights name revisions that there are, and make up the whole. Single revision mode has none.
 *
 * @see https://learn.microsoft.com/azure/container-apps/traffic-splitting; only the code of a rule that names no
 * revision is known from use, the other refusals are not documented.
 */
function checkTraffic(request: WriteRequest, rules: readonly JsonObject[]): void {
  if (rules.length === 0) return;
  const { desired, existing, name } = request;
  const suffix = textAt(desired, "properties.template.revisionSuffix") ?? "";
  const known = [
    ...revisionsOf(existing ?? { kept: {} }).map((revision) => revision.name),
    ...(suffix === "" ? [] : [`${name}--${suffix}`]),
  ];
  for (const rule of rules) {
    if (rule.latestRevision === true) continue;
    const revision = textAt(rule, "revisionName") ?? "";
    if (revision === "") {
      throw new ArmError(
        400,
        "ContainerAppTrafficWeightInvalidRevisionName",
        'Traffic weight must provide "RevisionName" if "LatestRevision" is false.',
      );
    }
    if (isSingleMode(desired)) {
      throw invalidTraffic("Revision weights can not be used in single revision mode.");
    }
    if (!known.includes(revision)) {
      throw invalidTraffic(`The revision '${revision}' does not exist.`);
    }
  }
  const total = rules.reduce((sum, rule) => sum + (numberAt(rule, "weight") ?? 0), 0);
  if (total === 100) return;
  throw invalidTraffic(`The weights must add up to 100, got ${total}.`);
}

function invalidTraffic(details: string): ArmError {
  return new ArmError(
    400,
    "ContainerAppInvalidTrafficWeight",
    `Traffic weights are invalid: ${details}`,
  );
}
