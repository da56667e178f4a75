import type { TestCloud } from "../cloud";
import { appBody, appId, itRejects, openPlatform, type Refusal } from "./platform";

const ingress = "properties.configuration.ingress";

/** Each row changes an app that is accepted in one way that the service refuses. */
const refusals: readonly Refusal[] = [
  [
    "an unknown revision mode",
    { "properties.configuration.activeRevisionsMode": "Double" },
    "ContainerAppInvalidSchema",
  ],
  ["an unknown transport", { [`${ingress}.transport`]: "udp" }, "ContainerAppInvalidSchema"],
  ["no target port", { [ingress]: { external: true } }, "ContainerAppInvalidIngress"],
  ["a port beyond the last", { [`${ingress}.targetPort`]: 65_536 }, "ContainerAppInvalidIngress"],
  [
    "sticky sessions beside several revisions",
    {
      "properties.configuration.activeRevisionsMode": "Multiple",
      [`${ingress}.stickySessions`]: { affinity: "sticky" },
    },
    "ContainerAppInvalidIngressStickySessionRevisionMode",
  ],
  [
    "sticky sessions over TCP",
    { [`${ingress}.transport`]: "tcp", [`${ingress}.stickySessions`]: { affinity: "sticky" } },
    "ContainerAppInvalidIngressStickySessionForTcpApp",
  ],
  [
    "custom domains over TCP",
    {
      [`${ingress}.transport`]: "tcp",
      [`${ingress}.customDomains`]: [{ name: "a.example.com" }],
    },
    "ContainerAppInvalidIngressCustomDomainForTcpApp",
  ],
  [
    "a CORS policy over TCP",
    {
      [`${ingress}.transport`]: "tcp",
      [`${ingress}.corsPolicy`]: { allowedOrigins: ["https://example.com"] },
    },
    "ContainerAppInvalidIngressCORSPolicyForTcpApp",
  ],
  [
    "address rules that allow and deny",
    {
      [`${ingress}.ipSecurityRestrictions`]: [
        { name: "a", action: "Allow", ipAddressRange: "192.0.2.0/24" },
        { name: "b", action: "Deny", ipAddressRange: "198.51.100.0/24" },
      ],
    },
    "ContainerAppInvalidIpSecurityRestrictions",
    /all Allow or all Deny/,
  ],
  [
    "an address rule that neither allows nor denies",
    {
      [`${ingress}.ipSecurityRestrictions`]: [
        { name: "a", action: "Log", ipAddressRange: "192.0.2.0/24" },
      ],
    },
    "ContainerAppInvalidSchema",
  ],
  [
    "an address rule of no range",
    {
      [`${ingress}.ipSecurityRestrictions`]: [
        { name: "a", action: "Allow", ipAddressRange: "192.0.2.0/33" },
      ],
    },
    "ContainerAppInvalidIpSecurityRestrictions",
    /'192.0.2.0\/33'/,
  ],
  [
    "a traffic rule of no revision",
    { [`${ingress}.traffic`]: [{ weight: 100 }] },
    "ContainerAppTrafficWeightInvalidRevisionName",
  ],
  [
    "traffic to a revision in single revision mode",
    { [`${ingress}.traffic`]: [{ revisionName: "api--old", weight: 100 }] },
    "ContainerAppInvalidTrafficWeight",
    /single revision mode/,
  ],
  [
    "traffic to a revision that doesn't exist",
    {
      "properties.configuration.activeRevisionsMode": "Multiple",
      [`${ingress}.traffic`]: [{ revisionName: "api--old", weight: 100 }],
    },
    "ContainerAppInvalidTrafficWeight",
    /'api--old' does not exist/,
  ],
  [
    "weights that don't make up the whole",
    { [`${ingress}.traffic`]: [{ latestRevision: true, weight: 90 }] },
    "ContainerAppInvalidTrafficWeight",
    /add up to 100, got 90/,
  ],
];

describe("the ingress of a container app", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await openPlatform();
  });
  afterEach(() => cloud.close());

  itRejects(refusals, appBody, (body) => cloud.put(appId("api"), body));
});
