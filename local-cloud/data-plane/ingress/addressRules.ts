import { BlockList } from "node:net";
import { objectsAt, textAt } from "../../arm/body";
import type { JsonObject } from "../../json";

/**
 * Whether an ingress takes requests from an IPv4 address: rules that allow refuse everybody else, rules that deny let
 * everybody else in.
 *
 * @see https://learn.microsoft.com/azure/container-apps/ip-restrictions
 */
export function isAllowed(ingress: JsonObject, address: string): boolean {
  const rules = objectsAt(ingress, "ipSecurityRestrictions");
  if (rules.length === 0) return true;
  const named = new BlockList();
  for (const rule of rules) {
    const [network = "", bits = "32"] = (textAt(rule, "ipAddressRange") ?? "").split("/");
    named.addSubnet(network, Number(bits));
  }
  const isAllowing = textAt(rules[0]!, "action") === "Allow";
  return named.check(address) === isAllowing;
}
