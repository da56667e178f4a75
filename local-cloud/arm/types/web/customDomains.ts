import type { JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { textAt } from "../../body";
import { whoForbids } from "../../certificateAuthority";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, ResourceView, StoredResource, WriteRequest } from "../../resourceType";
import { customDomainType } from "./staticSiteNames";

const cname = "cname-delegation";
const txt = "dns-txt-token";

/** Domains of a site, by plan. @see https://learn.microsoft.com/azure/static-web-apps/quotas */
const mostDomains: Readonly<Record<string, number>> = { Free: 2, Standard: 5 };

/** Who issues the certificate of a custom domain. @see https://github.com/Azure/static-web-apps/issues/1447 */
const authority = "digicert.com";

function methodOf(desired: JsonObject): string {
  return textAt(desired, "properties.validationMethod") ?? cname;
}

function siteOf(cloud: ArmCloud, id: string): StoredResource | undefined {
  return cloud.find(parseResourceId(id)?.parentId ?? "");
}

/** What a site's owner proves is proved once: a domain that is ready is not validated again. */
function validate(request: WriteRequest): void {
  const { name, desired, existing, cloud } = request;
  const method = methodOf(desired);
  if (method !== cname && method !== txt) {
    throw new ArmError(
      400,
      "BadRequest",
      `Request Envelope is invalid. The ValidationMethod '${method}' is not ${cname} or ${txt}.`, // Message not documented.
    );
  }
  if (existing === undefined) {
    checkUnclaimed(request);
    checkQuota(request);
  } else if (isReady(cloud, existing) && methodOf(existing.desired) === method) return;
  if (method === txt) return;
  // Message: https://github.com/Azure/static-web-apps/issues/329
  if (isApex(name)) {
    throw new ArmError(
      400,
      "BadRequest",
      `Request Envelope is invalid. Apex Domains must use ${txt} as the ValidationMethod.`,
    );
  }
  checkDelegation(request);
  checkAuthority(cloud, name);
}

/** A domain of two labels. The service may know more apexes, by public suffix: not documented. */
function isApex(name: string): boolean {
  return name.split(".").length === 2;
}

/** Whichever subscription the other site is in. Code and message: https://github.com/Azure/static-web-apps/issues/1804 */
function checkUnclaimed({ name, cloud }: WriteRequest): void {
  const claimed = cloud
    .list(customDomainType)
    .some((other) => other.name.toLowerCase() === name.toLowerCase());
  if (!claimed) return;
  throw new ArmError(
    409,
    "Conflict",
    "Request Envelope is invalid. Please ensure the custom domain is not linked to another site.",
  );
}

/** Code and message: https://github.com/Azure/azure-cli/issues/21186 */
function checkQuota({ id, cloud }: WriteRequest): void {
  const site = siteOf(cloud, id);
  const most = mostDomains[textAt(site?.desired, "sku.name") ?? ""] ?? 0;
  if (cloud.list(customDomainType, site?.id).length < most) return;
  throw new ArmError(
    400,
    "BadRequest",
    `The maximum number of custom domains allowed for this static site is ${most}.`,
  );
}

/**
 * The name is a CNAME of the site's default hostname, for everybody to see: a proxied record shows none. Whether the
 * service follows a CNAME over other names is not documented; here it doesn't.
 *
 * @see https://github.com/Azure/static-web-apps/issues/911 (message)
 */
function checkDelegation({ id, name, cloud }: WriteRequest): void {
  const target = textAt(siteOf(cloud, id)?.kept, "defaultHostname");
  const records = cloud.dns.resolve(name, "CNAME");
  if (records.some(({ content }) => content.toLowerCase() === target)) return;
  throw new ArmError(
    400,
    "BadRequest",
    "CNAME Record is invalid.  Please ensure the CNAME record has been created.",
  );
}

/** The site's certificate can't be had, and the operation fails. Message: https://github.com/Azure/static-web-apps/issues/1447 */
function checkAuthority(cloud: ArmCloud, name: string): void {
  if (whoForbids(cloud.dns, name, authority) === undefined) return;
  throw new ArmError(
    400,
    "Unspecified",
    "An unknown error has occurred while adding your custom domain. Please try again later. " +
      `(The local cloud knows: the CAA records of ${name} do not let ${authority} issue its certificate.)`,
  );
}

/** Where the token stands: https://github.com/MicrosoftDocs/azure-docs/issues/78873 (below the name, beside its CNAME). */
function tokenStands(cloud: ArmCloud, domain: StoredResource): boolean {
  return [domain.name, `_dnsauth.${domain.name}`]
    .flatMap((name) => cloud.dns.resolve(name, "TXT"))
    .some(({ content }) => content === domain.kept.validationToken);
}

/** Whether the site answers for the domain: it is delegated, or its token has been seen. */
export function isReady(cloud: ArmCloud, domain: StoredResource): boolean {
  if (methodOf(domain.desired) === cname || domain.kept.validated === true) return true;
  return tokenStands(cloud, domain) && whoForbids(cloud.dns, domain.name, authority) === undefined;
}

/** Once seen, the token may go. */
function remember({ resource, cloud }: ResourceView): JsonObject {
  return isReady(cloud, resource) ? { ...resource.kept, validated: true } : resource.kept;
}

/** @see https://learn.microsoft.com/azure/static-web-apps/custom-domain */
export const staticSiteCustomDomains: ResourceType = {
  type: customDomainType,
  apiVersions: ["2025-05-01", "2025-03-01", "2024-11-01", "2024-04-01", "2023-12-01", "2022-09-01"],
  // Neither wildcards nor international names: see the page above.
  name: {
    pattern:
      /^(?!.*(?:^|\.)xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i,
    length: [3, 253],
    code: "BadRequest",
    message:
      "A custom domain is a full host name of ASCII letters, digits and hyphens, without wildcard and not in Punycode.",
  },
  validate,
  keep: ({ id, cloud }) => ({
    validationToken: `_${cloud.secretText(`${idKey(id)}:token:${cloud.now().toISOString()}`, 31).toLowerCase()}`,
  }),
  onWrite: remember,
  onClock: remember,
  computed: (view) => {
    const { resource, cloud } = view;
    const ready = isReady(cloud, resource);
    return {
      properties: {
        domainName: resource.name,
        createdOn: resource.created,
        status: ready ? "Ready" : "Validating",
        // Gone once it has done its work: https://github.com/hashicorp/terraform-provider-azurerm/issues/29921
        ...(ready ? {} : { validationToken: resource.kept.validationToken }),
        errorMessage: "",
      },
    };
  },
  actions: {
    validate: (view) => {
      view.resource.kept = remember(view);
      return undefined;
    },
  },
  duration: {
    create: 120,
    delete: 10,
    source: "https://learn.microsoft.com/azure/static-web-apps/custom-domain-external",
  },
};
