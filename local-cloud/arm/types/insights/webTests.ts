import type { JsonObject } from "../../../json";
import { isObject } from "../../../json";
import { numberAt, objectsAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { parseResourceId } from "../../resourceId";
import type { ResourceType, WriteRequest } from "../../resourceType";

function badTest(message: string): ArmError {
  return new ArmError(400, "BadRequest", message);
}

/** A test belongs to the Application Insights component that its tag `hidden-link:<component id>` names. */
function checkLink(cloud: ArmCloud, desired: JsonObject): void {
  const tags = isObject(desired.tags) ? Object.keys(desired.tags) : [];
  const linked = tags
    .filter((tag) => tag.toLowerCase().startsWith("hidden-link:"))
    .map((tag) => tag.slice("hidden-link:".length))
    .filter((id) => parseResourceId(id)?.type.toLowerCase() === "microsoft.insights/components")
    .filter((id) => cloud.find(id) !== undefined);
  if (linked.length === 1) return;
  throw badTest(
    `A single 'hidden-link' tag pointing to an existing AI component is required. Found ${linked.length === 0 ? "none" : linked.length}.`,
  );
}

function validate({ desired, cloud }: WriteRequest): void {
  checkLink(cloud, desired);
  if ((textAt(desired, "properties.SyntheticMonitorId") ?? "") === "")
    throw badTest("SyntheticMonitorId is required.");
  const kind = textAt(desired, "properties.Kind") ?? "";
  if (!["ping", "multistep", "standard"].includes(kind))
    throw badTest(`The web test kind '${kind}' is not supported.`);
  const frequency = numberAt(desired, "properties.Frequency");
  if (![300, 600, 900].includes(frequency ?? 0))
    throw badTest(`The frequency ${frequency} is not 300, 600 or 900 seconds.`);
  const timeout = numberAt(desired, "properties.Timeout") ?? 0;
  if (timeout < 1 || timeout > 120)
    throw badTest(`The timeout ${timeout} is not 1 to 120 seconds.`);
  if (objectsAt(desired, "properties.Locations").length === 0)
    throw badTest("A web test runs from at least one location.");
  const url = textAt(desired, "properties.Request.RequestUrl") ?? "";
  if (kind === "standard" && !/^https?:\/\/[^/]+/.test(url))
    throw badTest(`The request URL '${url}' is not valid.`);
}

/** @see https://learn.microsoft.com/azure/azure-monitor/app/availability */
export const webTests: ResourceType = {
  type: "Microsoft.Insights/webtests",
  apiVersions: ["2022-06-15", "2018-05-01-preview", "2015-05-01"],
  name: {
    pattern: /^[^<>*%&:\\?+/]+$/,
    length: [1, 260],
    message: "The name has 1 to 260 characters and none of < > * % & : \\ ? + /.",
  },
  locations: "any",
  defaults: ({ name, desired }) => ({
    kind: textAt(desired, "properties.Kind") ?? "ping",
    properties: {
      Name: name,
      Kind: textAt(desired, "kind") ?? "ping",
      Frequency: 300,
      Timeout: 30,
      Enabled: false,
    },
  }),
  validate,
  computed: () => ({ properties: { provisioningState: "Succeeded" } }),
};
