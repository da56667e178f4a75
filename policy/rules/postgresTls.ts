import { textAt } from "../known";
import { rule } from "../rule";
import { types } from "../types";

/** Server parameters that decide about TLS, each with the values that are right, in lower case. */
const parameters: ReadonlyMap<string, readonly string[]> = new Map([
  ["require_secure_transport", ["on"]],
  ["ssl_min_protocol_version", ["tlsv1.2", "tlsv1.3"]],
]);

export const postgresTls = rule({
  name: "postgres-tls",
  description: "The database takes connections over TLS 1.2 or later only.",
  protects: "Passwords and trades on their way to the database.",
  group: "data",
  severity: "critical",
  remediationSteps: 'Set the parameter require_secure_transport to "on".',
  url: "https://learn.microsoft.com/azure/postgresql/flexible-server/security-tls",
  whenUnknown: "fails",
  waivable: false,
  types: [types.postgresConfiguration],
  appliesTo: ({ props }) => parameters.has(parameterOf(props)),
  alone: ({ props }, findings) => {
    const parameter = parameterOf(props);
    const value = textAt(props, "value");
    const allowed = parameters.get(parameter) ?? [];
    if (value !== undefined && allowed.includes(value.toLowerCase())) return;
    findings.breach(`${parameter} is ${value ?? "left out"}; it must be ${allowed.join(" or ")}.`);
  },
});

/** Names are compared without case. @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
function parameterOf(props: unknown): string {
  return (textAt(props, "configurationName") ?? textAt(props, "name") ?? "").toLowerCase();
}
