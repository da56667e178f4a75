import { containerTypes, eachContainer, eachVariable } from "../containers";
import { textAt } from "../known";
import { rule } from "../rule";
import { isSecretName, secretShape } from "../secretWords";

export const appVariablesNotSecret = rule({
  name: "app-variables-not-secret",
  description: "No plain variable of a container holds a secret, by its name or by its shape.",
  protects:
    "Secrets: a plain variable shows in the portal, in logs of deployments and in the state.",
  group: "apps",
  severity: "critical",
  remediationSteps:
    "Make it a secret of the app with a keyVaultUrl, and give the variable a secretRef.",
  url: "https://learn.microsoft.com/azure/container-apps/manage-secrets",
  whenUnknown: "judgedLater",
  waivable: false,
  types: containerTypes,
  alone: (subject, findings) => {
    eachContainer(subject, findings, (container) => {
      eachVariable(container, findings, ({ name, variable }) => {
        const value = textAt(variable, "value");
        if (value === undefined) return;
        const shape = secretShape(value);
        if (shape === undefined && !isSecretName(name)) return;
        findings.breach(
          `Variable ${name} of ${container.name} has a plain value that ` +
            `${shape === undefined ? "its name calls a secret" : `looks like ${shape}`}; it must have a secretRef.`,
        );
      });
    });
  },
});
