import fs from "node:fs";
import path from "node:path";
import { Refusal } from "../refusal";

/**
 * The Resource Manager API version that a type of the azure-native provider speaks, as its own documentation
 * states it: the provider's schema is not part of the package.
 *
 * @param token `azure-native:app:ContainerApp`
 * @throws Refusal when the package has no such type.
 */
export function apiVersion(token: string): string {
  const [, module = "", name = ""] = token.split(":");
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`;
  const packageFolder = path.dirname(require.resolve("@pulumi/azure-native/package.json"));
  const declaration = path.join(packageFolder, module, file);
  const text = fs.existsSync(declaration) ? fs.readFileSync(declaration, "utf8") : "";
  const version = /Uses Azure REST API version (\d{4}-\d{2}-\d{2}(?:-preview)?)\./.exec(text)?.[1];
  if (version !== undefined) return version;
  throw new Refusal(
    `The installed azure-native package doesn't say which API version ${token} speaks.`,
  );
}
