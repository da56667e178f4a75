/** A workload can't start with the variables that it was given; the message names what is missing. */
export class MissingVariables extends Error {
  constructor(names: readonly string[]) {
    super(`missing variable${names.length > 1 ? "s" : ""}: ${names.join(", ")}`);
    this.name = "MissingVariables";
  }
}

/**
 * Values of the variables that a workload can't do without.
 *
 * @throws MissingVariables when one is absent or empty; it names all that are.
 */
export function requiredVariables<Name extends string>(
  names: readonly Name[],
  environment: NodeJS.ProcessEnv = process.env,
): Record<Name, string> {
  const missing = names.filter((name) => !environment[name]);
  if (missing.length > 0) throw new MissingVariables(missing);
  return Object.fromEntries(names.map((name) => [name, environment[name]])) as Record<Name, string>;
}

/** Whether a feature flag is on. Only `true` is on. */
export function isFeatureOn(flag: string, environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment[`FEATURE_${flag}`] === "true";
}
