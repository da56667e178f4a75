import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** Everything that a stack file of this program says. */
export const schema = z.strictObject({
  /** Region of the state and its key. */
  location: z.enum(["centralindia", "southindia", "eastasia"]),
  /**
   * What the subject of every token of the repository's workflows begins with. `repo:OWNER/NAME`, and with GitHub's
   * ids of both in repositories made since June 2026 (`repo:OWNER-123/NAME-456`).
   *
   * @see https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens
   */
  repository: z
    .string()
    .regex(/^repo:[A-Za-z0-9._@-]+\/[A-Za-z0-9._@-]+$/)
    .describe("repo:OWNER/NAME, without a wildcard"),
  /** Who deploys by hand, and brings back what was deleted: a person's or a group's object id in Entra. */
  operators: z.strictObject({ objectId: z.guid(), type: z.enum(["User", "Group"]) }),
  /**
   * Public IPv4 addresses and ranges from which state and key may be reached; empty: from anywhere, by whoever has a
   * role. GitHub's own runners have no addresses to list.
   *
   * @see https://docs.github.com/actions/reference/runners/github-hosted-runners
   */
  addresses: z.array(z.union([z.ipv4(), z.cidrv4()])),
  /** Whether the stack has been deployed: roles can be given on its resource group once there is one. */
  stackDeployed: z.boolean(),
  /** Whether Azure and Pulumi refuse to delete the state and its key. */
  protected: z.boolean(),
  tags: z.strictObject({ owner: z.string().min(1) }).catchall(z.string()),
});

export type BootstrapSettings = z.infer<typeof schema>;

/**
 * The settings of this stack, checked as a whole before anything is declared.
 *
 * @throws RunError with every key that is wrong, what was found and what is allowed.
 */
export function loadSettings(
  bag: pulumi.Config = new pulumi.Config("ftl-bootstrap"),
  stack: string = pulumi.getStack(),
): BootstrapSettings {
  const settings = Object.fromEntries(
    Object.keys(schema.shape).map((key) => [key, valueOf(bag.get(key))]),
  );
  const { data, error } = schema.safeParse(settings, { reportInput: true });
  if (data !== undefined) return data;
  const lines = error.issues.map(({ path, message, input }) => {
    const key = path.join(".");
    return (
      `  ftl-bootstrap:${key}: ${message}, got ${JSON.stringify(input)}\n` +
      `    fix: pulumi config set --stack ${stack} --path 'ftl-bootstrap:${key}' <value>`
    );
  });
  throw new pulumi.RunError(`bootstrap/Pulumi.${stack}.yaml has problems:\n${lines.join("\n")}`);
}

/** Groups, lists and truth values arrive as JSON, texts as they are. */
function valueOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
