import { isProduction, productionSetting } from "../production";
import { rule } from "../rule";
import { isType, types } from "../types";

/** Where each kind of store says whether it answers on the internet. */
const places = {
  [types.postgresServer]: "network.publicNetworkAccess",
  [types.vault]: "properties.publicNetworkAccess",
  [types.managedRedis]: "publicNetworkAccess",
  [types.classicRedis]: "publicNetworkAccess",
} as const;

/** The registry is not among them: CI pushes to it from outside the virtual network. */
export const storePrivate = rule({
  name: "store-private",
  description: "Production's database, cache and vault answer inside the virtual network only.",
  protects: "The stores from the internet, where a leaked password or key would be enough.",
  group: "data",
  severity: "critical",
  remediationSteps: 'Set ftl:network to "private" at creation.',
  url: "https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private",
  whenUnknown: "judgedLater",
  waivable: true,
  settings: productionSetting,
  types: Object.keys(places),
  appliesTo: isProduction,
  alone: ({ type, props }, findings) => {
    for (const [token, place] of Object.entries(places)) {
      if (isType(token, type)) findings.expect(props, place, "Disabled");
    }
  },
});
