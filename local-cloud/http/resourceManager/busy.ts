import { ArmError } from "../../arm/armError";
import { parseResourceId } from "../../arm/resourceId";

/** How a service refuses a change of a resource that it is still changing. What other services say is not known here. */
const refusals: Readonly<Record<string, (name: string) => ArmError>> = {
  // https://github.com/microsoft/azure-container-apps/issues/175
  "microsoft.app/containerapps": (name) =>
    new ArmError(
      409,
      "ContainerAppLockConflict",
      `Cannot modify container App '${name}' because another modification is in progress. Please retry the operation.`,
    ),
  // https://github.com/microsoft/azure-container-apps/issues/701
  "microsoft.app/managedenvironments": (name) =>
    new ArmError(
      409,
      "ManagedEnvironmentOperationInProgress",
      `Cannot modify Container Apps environment ${name} because another operation is in progress.`,
    ),
};

/**
 * @param state What the resource is doing; undefined when nothing.
 * @throws ArmError 409 when its service changes nothing meanwhile.
 */
export function checkNotBusy(id: string, state: string | undefined): void {
  if (state === undefined) return;
  const { type, name } = parseResourceId(id)!;
  const refusal = refusals[type.toLowerCase()];
  if (refusal !== undefined) throw refusal(name);
}
