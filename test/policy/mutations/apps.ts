import { type Mutation, put, putVariable } from "./change";
import { prd } from "./prd";

const { api, ws, flusher, migrate, registry, environment } = prd;

const image = `ftlprdacrcin.azurecr.io/ftl-api:latest@sha256:${"a".repeat(64)}`;
const variable = (name: string, value: string) =>
  put(api, "template.containers.0.env.0", { name, value });

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
    title: "a secret of api has a plain value",
    change: put(api, "configuration.secrets.0", { name: "database-url", value: "in the clear" }),
    trips: ["app-secrets-by-reference"],
  },
  {
    title: "a secret of api is opened by the system's identity",
    change: put(api, "configuration.secrets.0.identity", "System"),
    trips: ["app-secrets-by-reference"],
  },
  {
    title: "a variable is called a token",
    change: variable("STRIPE_TOKEN", "abc"),
    trips: ["app-variables-not-secret"],
  },
  {
    title: "a variable is a URL with a password",
    change: variable("UPSTREAM", "amqp://user:hunter2@queue.example.com/"),
    trips: ["app-variables-not-secret"],
  },
  {
    title: "a variable of the job is a connection string",
    change: put(migrate, "template.containers.0.env.0", {
      name: "STORAGE",
      value: "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=Zm9vYmFy",
    }),
    trips: ["app-variables-not-secret"],
  },
  {
    title: "a variable is a JSON web token",
    change: variable("FEED", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmN"),
    trips: ["app-variables-not-secret"],
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
    title: "api has no readiness probe",
    change: put(api, "template.containers.0.probes.1", undefined),
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
