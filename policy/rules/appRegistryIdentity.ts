import { containerTypes } from "../containers";
import { itemsAt, textAt } from "../known";
import { rule } from "../rule";

export const appRegistryIdentity = rule({
  name: "app-registry-identity",
  description: "Every app and job pulls its image with a user-assigned identity.",
  protects: "The registry's password, which nobody needs to have.",
  group: "apps",
  severity: "high",
  remediationSteps:
    "Give registries[…].identity the id of a user-assigned identity with AcrPull, and no username.",
  url: "https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull",
  whenUnknown: "judgedLater",
  waivable: true,
  types: containerTypes,
  alone: ({ props }, findings) => {
    findings.each(itemsAt(props, "configuration.registries"), (registry) => {
      const server = textAt(registry, "server") ?? "a registry";
      findings.check(() => {
        const identity = textAt(registry, "identity");
        if (identity !== undefined && !/^system(?:-environment)?$/i.test(identity)) return;
        findings.breach(
          `${server} is pulled from by ${identity ?? "nobody"}; it must be a user-assigned identity.`,
        );
      });
      findings.check(() => {
        const used = ["username", "passwordSecretRef"].filter(
          (key) => textAt(registry, key) !== undefined,
        );
        if (used.length === 0) return;
        findings.breach(
          `${server} is pulled from with ${used.join(" and ")}; it must be an identity.`,
        );
      });
    });
  },
});
