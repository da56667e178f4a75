import { servedCertificate, type LocalCloud } from "../../local-cloud";
import { appNameOf } from "./names";
import type { Origins } from "./places";

/** The apps of a stack on the local cloud, as its model has them. */
export function localOrigins(cloud: Pick<LocalCloud, "resourceManager">, stack: string): Origins {
  return {
    served: async ({ hostname, app }) => {
      const served = servedCertificate(cloud.resourceManager, appNameOf(stack, app), hostname);
      if (typeof served === "string") return served;
      const { issuer, notAfter, isForHostname } = served;
      return { issuer: issuer.split(", ").join("\n"), end: notAfter, isForHostname };
    },
  };
}
