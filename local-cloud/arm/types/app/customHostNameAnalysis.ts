import type { JsonObject } from "../../../json";
import { textAt } from "../../body";
import { idKey } from "../../resourceId";
import type { ResourceView } from "../../resourceType";
import { customDomainsOf, hostnameOf } from "./environmentCertificates";
import { environmentIdOf } from "./environmentFacts";
import { ownerOf, ownershipProblem } from "./customDomains";

/**
 * `listCustomHostNameAnalysis`: what public DNS says of a hostname, and whether an app could have it.
 *
 * @see https://learn.microsoft.com/rest/api/containerapps/container-apps/list-custom-host-name-analysis
 */
export function customHostNameAnalysis(
  { resource, cloud }: ResourceView,
  body: JsonObject,
): JsonObject {
  const hostname = (textAt(body, "customHostname") ?? "").toLowerCase();
  const contents = (name: string, type: "A" | "CNAME" | "TXT") =>
    cloud.dns
      .resolve(name, type)
      .filter((answer) => answer.type === type)
      .map(({ content }) => content);
  const problem = ownershipProblem(cloud, resource.id, hostname);
  const owner = ownerOf(cloud, hostname, resource.id);
  const sameEnvironment =
    owner !== undefined &&
    idKey(environmentIdOf(owner) ?? "") === idKey(environmentIdOf(resource) ?? "");
  return {
    hostName: hostname,
    isHostnameAlreadyVerified: customDomainsOf(resource.desired).some(
      (domain) => hostnameOf(domain) === hostname,
    ),
    customDomainVerificationTest: problem === undefined ? "Passed" : "Failed",
    ...(problem === undefined ? {} : { customDomainVerificationFailureInfo: { ...problem } }),
    hasConflictOnManagedEnvironment: sameEnvironment,
    ...(owner === undefined ? {} : { conflictingContainerAppResourceId: owner.id }),
    cNameRecords: contents(hostname, "CNAME"),
    txtRecords: contents(`asuid.${hostname}`, "TXT"),
    aRecords: contents(hostname, "A"),
    alternateCNameRecords: contents(`asuid.${hostname}`, "CNAME"),
    alternateTxtRecords: contents(hostname, "TXT"),
  };
}
