import { type Mutation, put } from "./change";
import { prd } from "./prd";

const { api, migrate, environment } = prd;

const variable = (name: string, value: string) =>
  put(api, "template.containers.0.env.0", { name, value });

/** Secrets where whoever may read an app, a job or the environment sees them. */
export const secretsMutations: readonly Mutation[] = [
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
    title: "an argument carries a password",
    change: put(api, "template.containers.0.args", ["--database-password", "hunter2"]),
    trips: ["app-variables-not-secret"],
  },
  {
    title: "a command carries a password",
    change: put(api, "template.containers.0.command", ["sh", "-c", "PGPASSWORD=hunter2 run"]),
    trips: ["app-variables-not-secret"],
  },
  {
    title: "a probe carries a token",
    change: put(api, "template.containers.0.probes.0.httpGet.httpHeaders", [
      { name: "Authorization", value: "hunter2" },
    ]),
    trips: ["app-variables-not-secret"],
  },
  {
    title: "a scale rule carries a password",
    change: put(api, "template.scale.rules", [
      { name: "queue", custom: { type: "redis", metadata: { address: "x", password: "hunter2" } } },
    ]),
    trips: ["app-variables-not-secret"],
  },
  {
    title: "a scale rule of the job carries a password",
    change: put(migrate, "configuration.eventTriggerConfig", {
      scale: { rules: [{ type: "redis", metadata: { password: "hunter2" } }] },
    }),
    trips: ["app-variables-not-secret"],
  },
  {
    title: "the environment sends its logs with a key",
    change: put(environment, "appLogsConfiguration", {
      destination: "log-analytics",
      logAnalyticsConfiguration: { customerId: "c", sharedKey: "k" },
    }),
    trips: ["app-variables-not-secret"],
  },
  ...[
    "https://evil.example.com/secrets/s",
    "https://v.vault.azure.net.evil.example.com/secrets/s",
    "https://v.vault.azure.net/keys/s",
  ].map((url): Mutation => ({
    title: `a secret of api comes from ${url}`,
    change: put(api, "configuration.secrets.0.keyVaultUrl", url),
    trips: ["app-secrets-by-reference"],
  })),
];
