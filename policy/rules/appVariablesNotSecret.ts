import { containerTypes } from "../containers";
import { eachPlainValue, keysOfEnvironment } from "../plainValues";
import { rule } from "../rule";
import { secretSign } from "../secretWords";
import { isType, types } from "../types";

export const appVariablesNotSecret = rule({
  name: "app-variables-not-secret",
  description:
    "No variable, argument, probe or scale rule of a container holds a secret in the clear, by its name or by its shape.",
  protects: "Secrets: a plain value shows in the portal, in logs of deployments and in the state.",
  group: "apps",
  severity: "critical",
  remediationSteps:
    "Make it a secret of the app with a keyVaultUrl, and give the variable a secretRef or the scale rule an auth; let " +
    "an environment send its logs to azure-monitor, which takes no key.",
  url: "https://learn.microsoft.com/azure/container-apps/manage-secrets",
  whenUnknown: "judgedLater",
  waivable: false,
  settings: {
    plainVariables: {
      type: "array",
      items: { type: "string" },
      default: [] as string[],
      description: "Names of values that look like secrets and are none.",
    },
  },
  types: [...containerTypes, types.managedEnvironment],
  alone: (subject, findings, { plainVariables }) => {
    if (isType(types.managedEnvironment, subject.type)) {
      for (const path of keysOfEnvironment(subject)) {
        findings.breach(`${path} is a key in the clear; it must be left out.`);
      }
      return;
    }
    eachPlainValue(subject, findings, ({ title, name, value }) => {
      const sign = plainVariables.includes(name) ? undefined : secretSign(name, value);
      if (sign === undefined) return;
      findings.breach(`${title} has a plain value that ${sign}; it must have a secretRef.`);
    });
  },
});
