import type { JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import { objectsAt, textAt } from "../../body";
import { addressNumber } from "../network/addresses";

/** IP rules that one account may have. @see https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations */
const mostRules = 400;
/** Longest prefix that a rule may have: a smaller range is written as single addresses. */
const longestPrefix = 30;
/** RFC 1918: the firewall sees public addresses only. */
const privateRanges = [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const;

/**
 * Who may reach an account's data over the network.
 *
 * @throws ArmError `InvalidValuesForRequestParameters`.
 * @see https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations
 * @see https://github.com/Azure/azure-cli/issues/13828 (message)
 */
export function checkNetworkRules(rules: JsonObject): void {
  const defaultAction = textAt(rules, "defaultAction");
  if (defaultAction !== "Allow" && defaultAction !== "Deny") throw refusal("defaultAction");
  const ipRules = objectsAt(rules, "ipRules");
  if (ipRules.length > mostRules) throw refusal("ipRule");
  for (const rule of ipRules) {
    if (!isPublicRange(textAt(rule, "value") ?? "")) throw refusal("ipRule[*].value");
  }
}

function refusal(place: string): ArmError {
  return new ArmError(
    400,
    "InvalidValuesForRequestParameters",
    `Values for request parameters are invalid: networkAcls.${place}. ` +
      "For more information, see - https://aka.ms/storagenetworkruleset",
  );
}

function isPublicRange(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  const number = addressNumber(address);
  if (number === undefined || rest.length > 0) return false;
  if (text.includes("/") && (!/^\d{1,2}$/.test(length) || Number(length) > longestPrefix)) {
    return false;
  }
  return !privateRanges.some(([start, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(number / size) === Math.floor(addressNumber(start)! / size);
  });
}
