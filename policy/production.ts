import type { SettingsSchema } from "./rule";
import { stackOf, type Subject } from "./subject";

/** Setting of the rules that ask more of production. */
export const productionSetting = {
  productionStacks: {
    type: "array",
    items: { type: "string" },
    default: ["prd", "prod", "production"],
    description: "Names of the stacks that count as production.",
  },
} satisfies SettingsSchema;

/** Whether a resource belongs to production. */
export function isProduction(
  subject: Pick<Subject, "urn">,
  { productionStacks }: { readonly productionStacks: readonly string[] },
): boolean {
  return productionStacks.includes(stackOf(subject));
}
