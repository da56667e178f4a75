import { isObject, type JsonObject } from "../../../json";
import { objectAt, textAt } from "../../body";
import { shortLocation } from "../../generalRules";
import { checkIdentities, computedIdentity } from "../../managedIdentities";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, ResourceView, WriteRequest } from "../../resourceType";
import { checkContainers, checkGracePeriod, checkScale } from "./containerTemplate";
import { checkCustomDomains } from "./customDomains";
import { customHostNameAnalysis } from "./customHostNameAnalysis";
import { appType, environmentIdOf, environmentOf, fqdnOf } from "./environmentFacts";
import { checkIngress, ingressOf } from "./ingress";
import { checkSuffix, latestRevision, revise, revisionsOf } from "./revisions";
import { readyRevision } from "./revisionTraffic";
import { revisionFqdn } from "./revisionView";
import { revisions } from "./revisionParts";
import { verificationId } from "./verificationId";
import {
  placeProperties,
  requireEnvironment,
  workloadName,
  workloadProfileOf,
} from "./workloadPlace";
import { checkSecrets, listSecrets } from "./workloadSecrets";

/**
 * Container apps. No container runs here: where nothing else runs them, an image that exists and starts is taken for
 * granted.
 *
 * @see https://learn.microsoft.com/azure/container-apps/overview
 */
export const containerApps: ResourceType = {
  type: appType,
  apiVersions: ["2025-02-02-preview", "2025-07-01", "2025-01-01", "2024-03-01", "2023-05-01"],
  name: workloadName,
  locations: "any",
  writeOnly: ["properties.configuration.secrets.*.value"],
  immutable: placeProperties,
  defaults,
  validate,
  onWrite: revise,
  computed,
  actions: {
    listsecrets: ({ resource, cloud }) =>
      listSecrets(cloud, resource, environmentOf(cloud, resource)),
    listcustomhostnameanalysis: customHostNameAnalysis,
  },
  parts: { revisions },
  duration: {
    create: 40,
    update: 30,
    delete: 20,
    source: "https://learn.microsoft.com/azure/container-apps/get-started",
  },
};

/** @see https://learn.microsoft.com/rest/api/containerapps/container-apps/create-or-update */
function defaults({ desired }: WriteRequest): JsonObject {
  const ingress = ingressOf(desired);
  return {
    properties: {
      configuration: {
        activeRevisionsMode: "Single",
        maxInactiveRevisions: 100,
        ...(ingress === undefined
          ? {}
          : {
              ingress: {
                external: false,
                transport: "auto",
                allowInsecure: false,
                traffic: [{ latestRevision: true, weight: 100 }],
              },
            }),
      },
      template: { scale: { maxReplicas: 10, cooldownPeriod: 300, pollingInterval: 30 } },
    },
  };
}

function validate(request: WriteRequest): void {
  const { desired } = request;
  const template = objectAt(desired, "properties.template");
  const environment = requireEnvironment(request);
  checkIdentities(request);
  checkContainers(template, environment, workloadProfileOf(desired));
  checkScale(template);
  checkGracePeriod(template);
  checkSuffix(request);
  checkSecrets(request, environment);
  checkIngress(request);
  checkCustomDomains(request, environment);
}

function computed({ resource, cloud }: ResourceView): JsonObject {
  const { subscriptionId, resourceGroup } = parseResourceId(resource.id)!;
  const location = shortLocation(textAt(resource.desired, "location") ?? "");
  const latest = latestRevision(resource);
  const active = revisionsOf(resource).findLast((revision) => revision.active);
  const ready = cloud.runtime === undefined ? active : readyRevision(resource);
  const fqdn = fqdnOf(cloud, resource);
  return {
    ...computedIdentity(cloud, resource),
    properties: {
      provisioningState: "Succeeded",
      runningStatus: active === undefined ? "Stopped" : "Running",
      latestRevisionName: latest?.name,
      latestReadyRevisionName: ready?.name,
      latestRevisionFqdn: latest === undefined ? undefined : revisionFqdn(cloud, resource, latest),
      customDomainVerificationId: verificationId(cloud, subscriptionId),
      outboundIpAddresses: [outboundAddress(cloud.guid(outboundSeed(resource.desired)))],
      eventStreamEndpoint:
        `https://${location}.azurecontainerapps.dev/subscriptions/${subscriptionId}/resourceGroups/` +
        `${resourceGroup ?? ""}/containerApps/${resource.name}/eventstream`,
      ...(isObject(ingressOf(resource.desired)) ? { configuration: { ingress: { fqdn } } } : {}),
    },
  };
}

/** Apps of an environment share their way out. */
function outboundSeed(desired: JsonObject): string {
  return `${idKey(environmentIdOf({ desired }) ?? "")}|outbound`;
}

/** An address of a documentation range. @see https://www.rfc-editor.org/rfc/rfc5737 */
function outboundAddress(guid: string): string {
  return `198.51.100.${1 + (Number.parseInt(guid.slice(0, 4), 16) % 254)}`;
}
