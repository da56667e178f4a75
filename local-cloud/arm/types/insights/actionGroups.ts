import type { JsonObject } from "../../../json";
import { objectsAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ResourceType, WriteRequest } from "../../resourceType";

const receiverKinds = [
  "emailReceivers",
  "smsReceivers",
  "webhookReceivers",
  "itsmReceivers",
  "azureAppPushReceivers",
  "automationRunbookReceivers",
  "voiceReceivers",
  "logicAppReceivers",
  "azureFunctionReceivers",
  "armRoleReceivers",
  "eventHubReceivers",
  "incidentReceivers",
] as const;

/** Codes: https://github.com/Azure/AzureMonitorStarterPacks/issues/109 */
function validate({ desired }: WriteRequest): void {
  const shortName = textAt(desired, "properties.groupShortName") ?? "";
  if (shortName === "") {
    throw new ArmError(
      400,
      "GroupShortNameIsNullOrEmpty",
      "The action group short name can't be empty.",
    );
  }
  if (shortName.length > 12) {
    throw new ArmError(
      400,
      "GroupShortNameIsTooLong",
      `The action group short name '${shortName}' is too long. Please specify a short name with '12' or less characters.`,
    );
  }
  const receivers = receiverKinds.flatMap((kind) => objectsAt(desired, `properties.${kind}`));
  const names = receivers.map((receiver) => textAt(receiver, "name") ?? "");
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) {
    throw new ArmError(
      400,
      "ReceiverNameIsNotUnique", // Code not documented; that receivers' names are unique in a group is.
      `The receiver name '${twin}' is used more than once in the action group.`,
    );
  }
  for (const receiver of objectsAt(desired, "properties.emailReceivers")) {
    const address = textAt(receiver, "emailAddress") ?? "";
    if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address)) continue;
    throw new ArmError(
      400,
      "EmailAddressIsNotValid",
      `The email address '${address}' is not valid.`,
    ); // Code not documented.
  }
}

/** @see https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups */
export const actionGroups: ResourceType = {
  type: "Microsoft.Insights/actionGroups",
  apiVersions: ["2024-10-01-preview", "2023-01-01", "2022-06-01", "2021-09-01"],
  name: {
    pattern: /^[^/&%\\?]*[^/&%\\? .]$/,
    length: [1, 260],
    code: "BadRequest",
    message:
      "The name has 1 to 260 characters, none of / & % \\ ?, and does not end with a space or period.",
  },
  locations: [
    "global",
    "swedencentral",
    "germanywestcentral",
    "northcentralus",
    "southcentralus",
    "eastus2euap",
    "northeurope",
  ],
  defaults: () => ({
    properties: {
      enabled: true,
      ...Object.fromEntries(receiverKinds.map((kind) => [kind, []])),
    },
  }),
  validate,
  computed: ({ resource }) => ({
    properties: {
      ...withStatus(resource.desired, "emailReceivers"),
      ...withStatus(resource.desired, "smsReceivers"),
    },
  }),
};

/** Receivers that a person can opt out of show whether they have. */
function withStatus(desired: JsonObject, kind: "emailReceivers" | "smsReceivers"): JsonObject {
  return {
    [kind]: objectsAt(desired, `properties.${kind}`).map((receiver) => ({
      ...receiver,
      status: "Enabled",
    })),
  };
}
