import { ArmError } from "../armError";
import { textAt, textsAt } from "../body";
import { parseResourceId } from "../resourceId";
import type { ResourceType, WriteRequest } from "../resourceType";

const credentialType =
  "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";

/** Credentials that one identity may have. */
const mostCredentials = 20;
/** Longest issuer, subject and audience, in characters. */
const longestText = 600;
/** Entra's own tokens are not taken: they would be exchanged for themselves. */
const entra = /^https:\/\/(?:login\.microsoftonline\.com|sts\.windows\.net)(?:\/|$)/i;

/**
 * Whose tokens a user-assigned identity takes in place of a secret: the issuer, and the one subject of its that may
 * sign in. Whether such a subject exists nobody checks: a mistyped one is accepted and then never signs in.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
export const federatedIdentityCredentials: ResourceType = {
  type: credentialType,
  apiVersions: ["2023-01-31", "2024-11-30"],
  name: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
    length: [3, 120],
    message:
      "The name has 3 to 120 letters, digits, hyphens and underscores, and begins with a letter or digit.",
  },
  validate: (request) => {
    checkTexts(request);
    checkOthers(request);
  },
  duration: {
    create: 3,
    delete: 3,
    source:
      "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust-user-assigned-managed-identity",
  },
};

function checkTexts({ desired }: WriteRequest): void {
  const issuer = textAt(desired, "properties.issuer") ?? "";
  const subject = textAt(desired, "properties.subject") ?? "";
  const audiences = textsAt(desired, "properties.audiences");
  if (!/^https:\/\/\S+$/.test(issuer) || issuer.length > longestText) {
    throw badRequest(
      `The issuer '${issuer}' must be an https URL of at most ${longestText} characters.`,
    );
  }
  if (entra.test(issuer)) {
    throw badRequest(`The issuer '${issuer}' is not supported: it is Microsoft Entra's own.`);
  }
  if (subject === "" || subject.length > longestText) {
    throw badRequest(`The subject must have 1 to ${longestText} characters.`);
  }
  const [audience = "", ...more] = audiences;
  if (audience === "" || audience.length > longestText || more.length > 0) {
    throw badRequest(`There must be one audience of at most ${longestText} characters.`);
  }
}

function checkOthers({ id, name, desired, existing, cloud }: WriteRequest): void {
  const others = cloud
    .list(credentialType, parseResourceId(id)!.parentId)
    .filter((one) => one.name.toLowerCase() !== name.toLowerCase());
  // https://github.com/Azure/bicep-types-az/issues/2054 (message)
  const twin = others.find((one) =>
    ["properties.issuer", "properties.subject"].every(
      (path) => textAt(one.desired, path) === textAt(desired, path),
    ),
  );
  if (twin !== undefined) {
    throw new ArmError(
      409,
      "Conflict", // Code not documented.
      "Issuer and subject combination already exists for this Managed Identity.",
    );
  }
  if (existing === undefined && others.length >= mostCredentials) {
    throw badRequest(
      `Too many Federated Identity Credentials: an identity has at most ${mostCredentials}.`,
    );
  }
}

/** Code and wording are not documented; the limits are. */
function badRequest(message: string): ArmError {
  return new ArmError(400, "BadRequest", message);
}
