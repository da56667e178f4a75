/** A version's first two numbers: `{ major: 3, minor: 259 }` of "v3.259.0-dev.1". */
export interface MinorVersion {
  readonly major: number;
  readonly minor: number;
}

/** @returns undefined for what is not a version. */
export function parseVersion(text: string): MinorVersion | undefined {
  const match = /^v?(\d+)\.(\d+)\.\d+(?:[-+].*)?$/.exec(text.trim());
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/**
 * Why an engine can't run a program on the SDK of the wanted version; undefined when it can. The engine must have
 * the SDK's major version, since another one speaks another protocol, and at least its minor version.
 */
export function whyUnfit(found: string, wanted: string): string | undefined {
  const engine = parseVersion(found);
  const sdk = parseVersion(wanted);
  if (!sdk) return `"${wanted}" is not a version`;
  if (!engine) return `"${found.trim()}" is not a version`;
  const needed = `v${sdk.major}.${sdk.minor} or newer, within v${sdk.major}, is needed`;
  if (engine.major !== sdk.major) return needed;
  return engine.minor < sdk.minor ? needed : undefined;
}
