import { execFile } from "node:child_process";

/** The Azure account that a deployment would use. */
export interface AzureAccount {
  readonly subscriptionId: string | undefined;
  readonly tenantId: string | undefined;
  /** Where that is known from: `ARM_CLIENT_SECRET`, `az account show`. */
  readonly source: string;
}

/**
 * Variables with which the provider signs in, in the order in which it asks for them; only without them it is who is
 * signed in to the `az` command.
 *
 * @see https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/auth_azidentity.go
 */
const methods: readonly (readonly [name: string, isOn: (value: string) => boolean])[] = [
  ["ARM_CLIENT_CERTIFICATE_PATH", (value) => value !== ""],
  ["ARM_CLIENT_SECRET", (value) => value !== ""],
  ["ARM_USE_OIDC", (value) => value === "true"],
  ["ARM_USE_MSI", (value) => value === "true"],
];

/**
 * Who is signed in to Azure, by the same means as the provider.
 *
 * @throws Error when nobody is, as far as can be told.
 */
export async function azureAccount(environment: NodeJS.ProcessEnv): Promise<AzureAccount> {
  const method = methods.find(([name, isOn]) => isOn(environment[name] ?? ""));
  if (method !== undefined) {
    return {
      subscriptionId: environment["ARM_SUBSCRIPTION_ID"],
      tenantId: environment["ARM_TENANT_ID"],
      source: method[0],
    };
  }
  const answer = JSON.parse(await az(["account", "show", "-o", "json"], environment)) as {
    id?: string;
    tenantId?: string;
  };
  return { subscriptionId: answer.id, tenantId: answer.tenantId, source: "az account show" };
}

function az(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("az", args, { env: environment, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const why =
        error.code === "ENOENT" ? "there is no az command" : stderr.trim() || error.message;
      return reject(new Error(`Nobody is signed in to Azure: no ARM_* variables, and ${why}`));
    });
  });
}
