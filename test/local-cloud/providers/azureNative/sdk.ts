import fs from "node:fs";

/**
 * Names of the inputs of a resource of the installed SDK, read from its declarations.
 *
 * @param token Without the `azure-native:` in front: `app:ContainerApp`.
 */
export function sdkInputs(token: string): string[] {
  const [module = "", resource = ""] = token.split(":");
  const file = `${resource.charAt(0).toLowerCase()}${resource.slice(1)}.d.ts`;
  const text = fs.readFileSync(require.resolve(`@pulumi/azure-native/${module}/${file}`), "utf8");
  const [, declaration = ""] = text.split(`export interface ${resource}Args {`);
  const withoutComments = declaration.replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
  return [...withoutComments.matchAll(/^ {4}(\w+)\??:/gm)].map((match) => match[1]!);
}
