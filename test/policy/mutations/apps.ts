import { types } from "../../../policy/types";
import { all, type Mutation, put, putVariable, withOne } from "./change";
import { prd } from "./prd";

const { api, ws, flusher, migrate, registry, environment } = prd;

const image = `ftlprdacrcin.azurecr.io/ftl-api:latest@sha256:${"a".repeat(64)}`;

/** Changes to the apps, the job, the environment and the registry. */
export const appsMutations: readonly Mutation[] = [
  {
    title: "api may shrink to one",
    change: put(api, "template.scale.minReplicas", 1),
    trips: ["app-min-replicas"],
  },
  {
    title: "ws may shrink to two",
    change: put(ws, "template.scale.minReplicas", 2),
    trips: ["app-min-replicas"],
  },
  {
    title: "the flusher may stop",
    change: put(flusher, "template.scale.minReplicas", 0),
    trips: ["app-min-replicas"],
  },
  {
    title: "api leaves the replicas to Azure",
    change: put(api, "template.scale", undefined),
    trips: ["app-min-replicas"],
  },
  {
    title: "ws may stop in staging",
    stack: "stg",
    change: put(ws, "template.scale.minReplicas", 0),
    trips: ["app-min-replicas"],
  },
  {
    title: "api has several revisions",
    change: put(api, "configuration.activeRevisionsMode", "Multiple"),
    trips: ["app-single-revision"],
  },
  {
    title: "the migrate job runs a tag",
    change: put(migrate, "template.containers.0.image", "ftlprdacrcin.azurecr.io/ftl-api:1.0.0"),
    trips: ["app-image-digest"],
  },
  {
    title: "api runs latest",
    change: put(api, "template.containers.0.image", image),
    trips: ["app-image-digest"],
  },
  {
    title: "api runs LATEST",
    change: put(api, "template.containers.0.image", image.replace("latest", "LATEST")),
    trips: ["app-image-digest"],
  },
  {
    title: "api takes plain HTTP",
    change: put(api, "configuration.ingress.allowInsecure", true),
    trips: ["app-ingress-secure"],
  },
  {
    title: "ws leaves plain HTTP to Azure",
    change: put(ws, "configuration.ingress.allowInsecure", undefined),
    trips: ["app-ingress-secure"],
  },
  {
    title: "the flusher is reachable from outside",
    change: put(flusher, "configuration.ingress", {
      external: true,
      allowInsecure: false,
      targetPort: 8082,
    }),
    trips: ["app-ingress-external"],
  },
  {
    title: "a port of the flusher is reachable from outside",
    change: put(flusher, "configuration.ingress", {
      external: false,
      allowInsecure: false,
      targetPort: 8082,
      additionalPortMappings: [{ external: true, targetPort: 22, exposedPort: 22 }],
    }),
    trips: ["app-ingress-external"],
  },
  {
    title: "a route leads to the flusher",
    change: withOne({
      type: types.httpRouteConfig,
      name: "route",
      props: { properties: { rules: [{ targets: [{ containerApp: "FTL-prd-flusher" }] }] } },
    }),
    trips: ["app-ingress-external"],
  },
  {
    title: "a ws app that is tagged as something else stops at once",
    change: all(
      put(ws, "tags.ftl-workload", "prices"),
      put(ws, "template.scale.minReplicas", 0),
      put(ws, "template.terminationGracePeriodSeconds", 1),
    ),
    trips: ["app-min-replicas", "ws-grace-period", "resource-tags"],
  },
  ...["API", "web", "flusher"].map((tag): Mutation => ({
    title: `api is tagged ${tag}`,
    change: all(
      put(api, "tags.ftl-workload", tag),
      put(api, "configuration.ingress.external", false),
    ),
    trips: ["resource-tags"],
  })),
  {
    title: "api has no readiness probe",
    change: put(api, "template.containers.0.probes.1", undefined),
    trips: ["app-probes"],
  },
  {
    title: "api has probes that ask nothing",
    change: put(
      api,
      "template.containers.0.probes",
      ["Startup", "Readiness", "Liveness"].map((type) => ({ type })),
    ),
    trips: ["app-probes"],
  },
  {
    title: "the flusher has no container",
    change: put(flusher, "template.containers", []),
    trips: ["app-probes"],
  },
  {
    title: "the flusher has no probes",
    change: put(flusher, "template.containers.0.probes", undefined),
    trips: ["app-probes"],
  },
  {
    title: "api pulls with a password",
    change: put(api, "configuration.registries.0", {
      server: "ftlprdacrcin.azurecr.io",
      username: "ftlprdacrcin",
      passwordSecretRef: "registry-password",
    }),
    trips: ["app-registry-identity"],
  },
  ...["system", "System", "system-environment"].map((identity): Mutation => ({
    title: `api pulls with the identity ${identity}`,
    change: put(api, "configuration.registries.0.identity", identity),
    trips: ["app-registry-identity"],
  })),
  {
    title: "the registry has an admin user",
    change: put(registry, "adminUserEnabled", true),
    trips: ["registry-no-shared-access"],
  },
  {
    title: "anybody may pull",
    change: put(registry, "anonymousPullEnabled", true),
    trips: ["registry-no-shared-access"],
  },
  ...[
    "*",
    "https://*.jetafutures.com",
    "http://ftl.jetafutures.com",
    "https://ftl.jetafutures.com/",
  ].map((origin): Mutation => ({
    title: `CORS lets ${origin} in`,
    change: putVariable(api, "CORS_ORIGINS", `https://ftl.jetafutures.com,${origin}`),
    trips: ["app-cors-origins"],
  })),
  {
    title: "CORS leaves the frontend out",
    change: putVariable(api, "CORS_ORIGINS", "https://other.jetafutures.com"),
    trips: ["app-cors-origins"],
  },
  {
    title: "CORS lets another origin in beside the frontend",
    change: putVariable(
      api,
      "CORS_ORIGINS",
      "https://ftl.jetafutures.com,https://evil.example.com",
    ),
    trips: ["app-cors-origins"],
  },
  {
    title: "an app says itself who its frontend is",
    change: all(
      putVariable(ws, "CORS_ORIGINS", "https://evil.example.com"),
      putVariable(ws, "PUBLIC_FRONTEND_URL", "https://evil.example.com"),
    ),
    trips: ["app-cors-origins"],
  },
  {
    title: "links of api lead to somebody else's frontend",
    change: putVariable(api, "PUBLIC_FRONTEND_URL", "https://evil.example.com/"),
    trips: ["app-cors-origins"],
  },
  {
    title: "the ingress of api lets another origin in",
    change: put(api, "configuration.ingress.corsPolicy", {
      allowedOrigins: ["https://evil.example.com"],
    }),
    trips: ["app-cors-origins"],
  },
  {
    title: "CORS of a stack that doesn't say where its frontend is",
    change: all(put("ftl-prd", "urls", undefined), put("ftl-prd", "hostnames", undefined)),
    trips: ["app-cors-origins"],
  },
  {
    title: "the ingress of api lets every origin in",
    change: put(api, "configuration.ingress.corsPolicy", { allowedOrigins: ["*"] }),
    trips: ["app-cors-origins"],
  },
  {
    title: "ws cuts its clients after 30 s",
    change: put(ws, "template.terminationGracePeriodSeconds", 30),
    trips: ["ws-grace-period"],
  },
  {
    title: "ws leaves the grace period to Azure",
    change: put(ws, "template.terminationGracePeriodSeconds", undefined),
    trips: ["ws-grace-period"],
  },
  {
    title: "api has the system's identity",
    change: put(api, "identity.type", "SystemAssigned"),
    trips: ["app-identity"],
  },
  {
    title: "the environment is in one zone",
    change: put(environment, "zoneRedundant", false),
    trips: ["environment-zones"],
  },
];
