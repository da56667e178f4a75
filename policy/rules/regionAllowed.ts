import { textAt } from "../known";
import { rule } from "../rule";
import { types } from "../types";
import { isType } from "../types";

/** Static Web Apps are offered in these regions and no others. @see https://learn.microsoft.com/azure/static-web-apps/overview */
const staticSiteRegions = ["westus2", "centralus", "eastus2", "westeurope", "eastasia"];

export const regionAllowed = rule({
  name: "region-allowed",
  description: "Every resource is in a region where its data may be and where its type is offered.",
  protects:
    "Data, which has to stay in India, and updates from a region that doesn't have the type.",
  group: "platform",
  severity: "high",
  remediationSteps: "Set ftl:location, or ftl:frontend.location for the frontend.",
  url: "https://azure.microsoft.com/explore/global-infrastructure/products-by-region/",
  whenUnknown: "judgedLater",
  waivable: true,
  settings: {
    regions: {
      type: "array",
      items: { type: "string" },
      default: ["centralindia", "southindia"] as string[],
      description: "Regions of everything that is not listed otherwise.",
    },
    staticSiteRegions: {
      type: "array",
      items: { type: "string" },
      default: staticSiteRegions,
      description: "Regions of Static Web Apps, which hold no data of users.",
    },
  },
  appliesTo: ({ type, props }) =>
    type.startsWith("azure-native") && textAt(props, "location") !== undefined,
  alone: ({ type, props }, findings, settings) => {
    const location = (textAt(props, "location") ?? "").replaceAll(" ", "").toLowerCase();
    // Of what is nowhere in particular, such as a private DNS zone.
    if (location === "global") return;
    const regions = isType(types.staticSite, type) ? settings.staticSiteRegions : settings.regions;
    if (regions.includes(location)) return;
    findings.breach(`location is "${location}"; it must be ${regions.join(" or ")}.`);
  },
});
