import { declarePath2, type Path2 } from "../../components/path2";
import type { Placement } from "../../components/placement";
import type { Settings } from "../../settings/schema";
import { recordResources, registered, type Registration } from "./mocks";
import { type StackName, stackSettings } from "./stackSettings";

/** Where a component under test puts what it declares. */
export const placement: Placement = {
  stack: "tst",
  region: "centralindia",
  resourceGroupName: "ftl-tst-rg-cin",
  tags: { owner: "platform" },
};

/** The whole topology of a stack, declared under mocks. */
export async function declared(
  stack: StackName,
  changes: Partial<Settings> = {},
): Promise<{ path2: Path2; seen: readonly Registration[]; settings: Settings }> {
  const seen = await recordResources(stack);
  const settings = stackSettings(stack, changes);
  const path2 = declarePath2(settings, stack);
  await registered();
  return { path2, seen, settings };
}
