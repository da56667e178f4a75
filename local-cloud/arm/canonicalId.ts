import type { ArmCloud } from "./armCloud";
import { idKey, resourceGroupId, type ResourceId } from "./resourceId";
import type { ResourceType } from "./resourceType";

/** A new resource's id in the service's own spelling, however its client wrote it: ids compare without case. */
export function canonical(
  cloud: ArmCloud,
  asked: ResourceId,
  model: ResourceType | undefined,
): ResourceId {
  const { subscriptionId, resourceGroup = "", name, names, parentId } = asked;
  const groupId = resourceGroupId(subscriptionId, resourceGroup);
  if (asked.type === "Microsoft.Resources/resourceGroups") return { ...asked, id: groupId };
  const isInGroup = idKey(parentId) === idKey(groupId);
  const parent = cloud.find(parentId)?.id ?? (isInGroup ? groupId : parentId);
  const [namespace, ...types] = (model?.type ?? asked.type).split("/");
  const own = `${types.at(-1)!}/${name}`;
  const id = names.length > 1 ? `${parent}/${own}` : `${parent}/providers/${namespace}/${own}`;
  return { ...asked, parentId: parent, id };
}
