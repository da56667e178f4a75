import { containerTypes } from "../containers";
import { itemsAt, textAt } from "../known";
import { rule } from "../rule";

/**
 * A secret in a vault of one of Azure's clouds.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
 */
const keyVaultSecret =
  /^https:\/\/[a-z0-9-]+\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)(?::443)?\/secrets\/[a-z0-9-]+(?:\/[a-z0-9]*)?$/i;

export const appSecretsByReference = rule({
  name: "app-secrets-by-reference",
  description:
    "Every secret of an app or job is a Key Vault reference that a user-assigned identity opens.",
  protects:
    "Secrets: a plain one stands in the app's configuration and in the state for whoever may read it.",
  group: "apps",
  severity: "critical",
  remediationSteps:
    "Put the value into Key Vault, and give keyVaultUrl and identity in place of value.",
  url: "https://learn.microsoft.com/azure/container-apps/manage-secrets",
  whenUnknown: "judgedLater",
  waivable: false,
  types: containerTypes,
  alone: ({ props }, findings) => {
    findings.each(itemsAt(props, "configuration.secrets"), (secret, index) => {
      const name = textAt(secret, "name") ?? `secrets[${index}]`;
      findings.check(() => {
        if (textAt(secret, "value") === undefined) return;
        findings.breach(`Secret ${name} has a plain value; it must have keyVaultUrl and identity.`);
      });
      findings.check(() => {
        const url = textAt(secret, "keyVaultUrl");
        if (url !== undefined && keyVaultSecret.test(url)) return;
        findings.breach(
          `Secret ${name} has ${url === undefined ? "no keyVaultUrl" : `the keyVaultUrl ${url}`}; ` +
            `it must lead to a secret in Key Vault.`,
        );
      });
      findings.check(() => {
        const identity = textAt(secret, "identity");
        if (identity !== undefined && !/^system$/i.test(identity)) return;
        findings.breach(
          `Secret ${name} is opened by ${identity ?? "nobody"}; it must be a user-assigned identity.`,
        );
      });
    });
  },
});
