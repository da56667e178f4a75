import fs from "node:fs";
import path from "node:path";
import { withoutVersion } from "../../policy/types";
import { Refusal } from "../refusal";

/** What the azure-native package says of a type. */
export interface AzureType {
  /** The Resource Manager API version that it speaks: `2024-11-01`. */
  readonly apiVersion: string;
  /** The keys of its outputs. An input that names a resource and is none of them is part of the id only. */
  readonly outputs: ReadonlySet<string>;
}

/**
 * Reads the type's own declaration: the provider's schema is not part of the package. A token that names a version
 * speaks that one, and has the shape of the version that the package declares.
 *
 * @param token `azure-native:app:ContainerApp`, `azure-native:app/v20240301:ContainerApp`
 * @throws Refusal when the package has no such type.
 */
export function azureType(token: string): AzureType {
  const [, module = "", name = ""] = withoutVersion(token).split(":");
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`;
  const packageFolder = path.dirname(require.resolve("@pulumi/azure-native/package.json"));
  const declaration = path.join(packageFolder, module, file);
  const text = fs.existsSync(declaration) ? fs.readFileSync(declaration, "utf8") : "";
  const declared = /Uses Azure REST API version (\d{4}-\d{2}-\d{2}(?:-preview)?)\./.exec(text)?.[1];
  const apiVersion = versionIn(token) ?? declared;
  if (text !== "" && apiVersion !== undefined) {
    const outputs = text.matchAll(/^\s*readonly (\w+): pulumi\.Output</gm);
    return { apiVersion, outputs: new Set([...outputs].map(([, key = ""]) => key)) };
  }
  throw new Refusal(
    `The installed azure-native package doesn't say which API version ${token} speaks.`,
  );
}

/** The version that a token names: `2024-03-01-preview` of `azure-native:app/v20240301preview:ContainerApp`. */
function versionIn(token: string): string | undefined {
  const [, year, month, day, preview = ""] =
    /[/_]v(\d{4})(\d{2})(\d{2})(preview)?:/.exec(token) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}${preview && `-${preview}`}`;
}
