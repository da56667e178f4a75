import type { JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import { numberAt, textAt, textsAt } from "../../body";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, WriteRequest } from "../../resourceType";
import { softDeletedName, softDeletesAs } from "./softDeletedParts";

export const keyType = "Microsoft.KeyVault/vaults/keys";

/** @see https://learn.microsoft.com/azure/key-vault/keys/about-keys-details */
const kinds = ["RSA", "RSA-HSM", "EC", "EC-HSM"];
const rsaSizes = [2048, 3072, 4096];
const curves = ["P-256", "P-384", "P-521", "P-256K"];
const operations = {
  RSA: ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey", "import", "release"],
  EC: ["sign", "verify", "import", "release"],
} as const;

/**
 * Keys as Resource Manager has them: it makes the first version of a key, and a write on a key that is there changes
 * nothing. A deleted key keeps its name for the vault's retention.
 *
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/create-if-not-exist
 */
export const vaultKeys: ResourceType = {
  type: keyType,
  apiVersions: ["2024-11-01", "2023-07-01", "2023-02-01", "2022-07-01"],
  name: {
    pattern: /^[A-Za-z0-9-]+$/,
    length: [1, 127],
    code: "BadParameter",
    message: "A key's name has 1 to 127 letters, digits and hyphens.",
  },
  defaults: ({ desired }) => ({
    properties: {
      attributes: { enabled: true, exportable: false },
      ...(isElliptic(desired) ? { curveName: "P-256" } : { keySize: 2048 }),
      keyOps: [...operations[isElliptic(desired) ? "EC" : "RSA"]].filter(
        (operation) => operation !== "import" && operation !== "release",
      ),
    },
  }),
  validate,
  keep: ({ id, cloud }) => ({
    version: cloud.guid(`${idKey(id)}|${cloud.now().toISOString()}`).replaceAll("-", ""),
  }),
  onWrite: ({ resource }, before) => {
    if (before !== undefined) resource.desired = before.desired;
    return resource.kept;
  },
  computed: ({ resource }) => {
    const vault = parseResourceId(resource.id)!.names[0]!;
    const keyUri = `https://${vault.toLowerCase()}.vault.azure.net/keys/${resource.name}`;
    const created = Math.floor(Date.parse(resource.created) / 1000);
    return {
      properties: {
        attributes: { created, updated: created, recoveryLevel: "Recoverable" },
        keyUri,
        keyUriWithVersion: `${keyUri}/${textAt(resource.kept, "version")}`,
      },
    };
  },
  afterDelete: softDeletesAs(keyType),
  duration: {
    create: 2,
    source: "https://learn.microsoft.com/azure/key-vault/keys/quick-create-bicep",
  },
};

function isElliptic(desired: JsonObject): boolean {
  return textAt(desired, "properties.kty")?.startsWith("EC") === true;
}

function validate(request: WriteRequest): void {
  const { id, name, desired, existing, cloud } = request;
  const kind = textAt(desired, "properties.kty") ?? "";
  if (!kinds.includes(kind)) throw badParameter(`The key type '${kind}' is not supported.`);
  const vault = cloud.find(parseResourceId(id)!.parentId);
  const sku = textAt(vault?.desired, "properties.sku.name")?.toLowerCase();
  // https://learn.microsoft.com/azure/key-vault/keys/about-keys
  if (kind.endsWith("-HSM") && sku !== "premium") {
    throw badParameter(`The key type '${kind}' needs a vault of the sku premium.`);
  }
  checkSize(desired);
  const allowed: readonly string[] = operations[isElliptic(desired) ? "EC" : "RSA"];
  const wrong = textsAt(desired, "properties.keyOps").find((one) => !allowed.includes(one));
  if (wrong !== undefined) {
    throw badParameter(`The key operation '${wrong}' is not valid for the key type '${kind}'.`);
  }
  if (existing === undefined && cloud.softDeleted(keyType, softDeletedName(id)) !== undefined) {
    throw new ArmError(
      409,
      "Conflict",
      `Key ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, ` +
        "the key can only be recovered or purged.",
    );
  }
}

function checkSize(desired: JsonObject): void {
  if (isElliptic(desired)) {
    const curve = textAt(desired, "properties.curveName") ?? "";
    if (!curves.includes(curve)) throw badParameter(`The curve '${curve}' is not supported.`);
    return;
  }
  const size = numberAt(desired, "properties.keySize") ?? 0;
  if (!rsaSizes.includes(size)) {
    throw badParameter(`The key size ${size} is not supported; it is ${rsaSizes.join(", ")}.`);
  }
}

/** The wording is not documented; what is refused is. */
function badParameter(message: string): ArmError {
  return new ArmError(400, "BadParameter", message);
}
