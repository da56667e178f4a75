import { createHash, createHmac } from "node:crypto";
import { clone, mergePatch, overlay, removeAt, type Json, type JsonObject } from "../json";
import type { Clock } from "../clock";
import type { DnsView } from "../dnsView";
import type { StateStore } from "../state/stateStore";
import { ArmError } from "./armError";
import type { ArmCloud, PlacedResource, SoftDeleted } from "./armCloud";
import { canonical } from "./canonicalId";
import { checkLocation, checkLocks, checkName, checkImmutable } from "./generalRules";
import { withoutReadOnly } from "./readOnly";
import { idKey, parseResourceId, type ResourceId } from "./resourceId";
import { ownEntry, requirePart, unknownAction } from "./actions";
import type { ResourceType, StoredResource, WriteRequest } from "./resourceType";
import { findType } from "./types";
import { purgeVault } from "./types/keyVault/vaults";
import type { WorkloadRuntime } from "./workloadRuntime";

/** Tenant of every local subscription. */
export const localTenantId = "f7150000-0000-4000-8000-000000000001";
/** Subscription that the local cloud hands out; any other GUID works too. */
export const localSubscriptionId = "f7150000-0000-4000-8000-000000000002";

/**
 * Azure Resource Manager's model: resources by id, the rules that hold for every type, and the types' own. What
 * changes is acknowledged when the returned promise resolves: it is on disk then.
 *
 * @throws ArmError from every method, with Azure's status, code and message.
 */
export class ResourceManager implements ArmCloud {
  readonly tenantId = localTenantId;
  readonly dns: DnsView;
  runtime: WorkloadRuntime | undefined;
  private readonly store: StateStore;
  private readonly clock: Clock;

  constructor(store: StateStore, clock: Clock, dns: DnsView) {
    this.store = store;
    this.clock = clock;
    this.dns = dns;
  }

  /** Creates or replaces the resource with this id, as `PUT` does. */
  async put(id: string, body: JsonObject): Promise<JsonObject> {
    const asked = this.parse(id);
    const existing = this.find(id);
    const model = findType(asked.type);
    const target = existing === undefined ? canonical(this, asked, model) : asked;
    const desired = withoutReadOnly(clone(body), existing, existing && this.computed(existing));
    const request = this.request(target, desired, existing);

    this.checkScope(target);
    checkLocks(this, request, target.type, "write");
    if (model !== undefined) {
      checkName(model, target);
      checkLocation(model, request);
      if (existing !== undefined) checkImmutable(model, request, existing);
      this.checkGlobalName(model, request);
    }
    const filled = { ...request, desired: overlay(model?.defaults?.(request) ?? {}, desired) };
    model?.validate?.(filled);

    const resource = this.write(model, filled);
    await this.store.commit();
    return this.render(resource);
  }

  /** Changes what the body names and leaves the rest, as `PATCH` does; null takes a value away. */
  async patch(id: string, body: JsonObject): Promise<JsonObject> {
    const existing = this.require(id);
    return this.put(existing.id, mergePatch(existing.desired, body));
  }

  /** The resource as a client reads it. */
  get(id: string): JsonObject {
    return this.render(this.require(id));
  }

  /** Deletes the resource and everything below it; resolves to false when there was none. */
  async delete(id: string): Promise<boolean> {
    const resource = this.find(id);
    if (resource === undefined) {
      // Somebody else's delete may not be on disk yet.
      await this.store.commit();
      return false;
    }
    const doomed = [resource, ...this.below(resource.id)];
    for (const one of doomed) checkLocks(this, one, one.type, "delete");
    const model = findType(resource.type);
    model?.beforeDelete?.({ resource, cloud: this });
    if (model?.singleton) {
      const target = this.parse(id);
      this.write(
        model,
        this.request(target, model.defaults?.(this.request(target, {})) ?? {}, resource),
      );
    } else {
      // Children first, so that what a model does after a delete still finds the parent.
      for (const one of doomed.toReversed()) {
        findType(one.type)?.afterDelete?.({ resource: one, cloud: this }, resource);
        delete this.store.state.arm.resources[idKey(one.id)];
      }
    }
    await this.store.commit();
    return true;
  }

  /** Answers `POST <id>/<action>`. */
  async act(id: string, action: string, body: JsonObject = {}): Promise<Json | undefined> {
    const resource = this.require(id);
    const answer = ownEntry(findType(resource.type)?.actions, action);
    if (answer === undefined) throw unknownAction(action, resource.type);
    return this.keep(() => answer({ resource, cloud: this }, body));
  }

  /** Parts of a resource: see `ResourceType.parts`. */
  listParts(id: string, kind: string): JsonObject[] {
    const resource = this.require(id);
    return requirePart(resource, kind).list({ resource, cloud: this });
  }

  /** One part of a resource. */
  getPart(id: string, kind: string, name: string): JsonObject {
    const resource = this.require(id);
    return requirePart(resource, kind).get({ resource, cloud: this }, name);
  }

  /** Answers `POST <id>/<kind>/<name>/<action>`. */
  async actOnPart(
    id: string,
    kind: string,
    name: string,
    action: string,
  ): Promise<Json | undefined> {
    const resource = this.require(id);
    const answer = ownEntry(requirePart(resource, kind).actions, action);
    if (answer === undefined) throw unknownAction(action, `${resource.type}/${kind}`);
    return this.keep(() => answer({ resource, cloud: this }, name));
  }

  /** Purges a soft-deleted vault for good. */
  async purgeVault(name: string): Promise<void> {
    purgeVault(this, name);
    await this.store.commit();
  }

  /**
   * Runs a model's own action, or what a service does by itself. What it answers is on disk then, also when it only
   * reads what others have just written.
   */
  async keep<T>(act: () => T): Promise<T> {
    const result = act();
    await this.store.commit();
    return result;
  }

  find(id: string): StoredResource | undefined {
    return this.store.state.arm.resources[idKey(id)];
  }

  list(type: string, below?: string): StoredResource[] {
    const wanted = type.toLowerCase();
    return this.below(below, (resource) => resource.type.toLowerCase() === wanted);
  }

  /** Ids of all resources, parents before children. */
  ids(): string[] {
    return this.below().map(({ id }) => id);
  }

  render(resource: StoredResource): JsonObject {
    const model = findType(resource.type);
    const body = overlay(resource.desired, this.computed(resource));
    for (const path of model?.writeOnly ?? []) removeAt(body, path.split("."));
    return overlay({ id: resource.id, name: resource.name, type: resource.type }, body);
  }

  place({ id, type, name, desired, kept }: PlacedResource): StoredResource {
    const existing = this.find(id);
    const resource: StoredResource = {
      id: existing?.id ?? id,
      type,
      name: existing?.name ?? name,
      created: existing?.created ?? this.now().toISOString(),
      desired: clone(desired),
      kept: clone(kept ?? existing?.kept ?? {}),
    };
    this.store.state.arm.resources[idKey(id)] = resource;
    return resource;
  }

  displace(id: string): void {
    const doomed = [idKey(id), ...this.below(id).map((resource) => idKey(resource.id))];
    for (const key of doomed) delete this.store.state.arm.resources[key];
  }

  now(): Date {
    return this.clock.now();
  }

  secretText(seed: string, length: number): string {
    const digest = createHmac("sha512", this.store.state.seed).update(seed).digest("base64url");
    return digest.replaceAll(/[-_]/g, "x").slice(0, length).padEnd(length, "x");
  }

  guid(seed: string): string {
    const hex = createHash("sha1").update(this.store.state.seed).update(seed).digest("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  softDeleted(type: string, name: string): SoftDeleted | undefined {
    const now = this.now().toISOString();
    return this.store.state.arm.softDeleted.find(
      (entry) => sameName(entry, type, name) && entry.scheduledPurge > now,
    );
  }

  softDelete(entry: SoftDeleted): void {
    this.store.state.arm.softDeleted.push(entry);
  }

  forget(type: string, name: string): void {
    const { arm } = this.store.state;
    arm.softDeleted = arm.softDeleted.filter((entry) => !sameName(entry, type, name));
  }

  listSoftDeleted(type: string): SoftDeleted[] {
    const now = this.now().toISOString();
    return this.store.state.arm.softDeleted.filter(
      (entry) => entry.type.toLowerCase() === type.toLowerCase() && entry.scheduledPurge > now,
    );
  }

  restore(resource: StoredResource): void {
    this.store.state.arm.resources[idKey(resource.id)] = resource;
  }

  private write(model: ResourceType | undefined, request: WriteRequest): StoredResource {
    const before = request.existing === undefined ? undefined : clone(request.existing as never);
    const resource: StoredResource = request.existing ?? {
      id: request.id,
      type: model?.type ?? this.parse(request.id).type,
      name: request.name,
      created: this.now().toISOString(),
      desired: {},
      kept: model?.keep?.(request) ?? {},
    };
    resource.desired = clone(request.desired);
    this.store.state.arm.resources[idKey(resource.id)] = resource;
    if (model?.onWrite) resource.kept = model.onWrite({ resource, cloud: this }, before);
    return resource;
  }

  private request(
    target: ResourceId,
    desired: JsonObject,
    existing?: StoredResource,
  ): WriteRequest {
    const { id, name, names } = target;
    return { id: existing?.id ?? id, name, names, desired, existing, cloud: this };
  }

  private computed(resource: StoredResource): JsonObject {
    return findType(resource.type)?.computed?.({ resource, cloud: this }) ?? {};
  }

  /** Everything below an id (resources of a group, children, extensions), parents before children. */
  private below(
    id?: string,
    isWanted: (resource: StoredResource) => boolean = () => true,
  ): StoredResource[] {
    const prefix = id === undefined ? "" : `${idKey(id)}/`;
    return Object.entries(this.store.state.arm.resources)
      .filter(([key, resource]) => key.startsWith(prefix) && isWanted(resource))
      .sort(([a], [b]) => a.length - b.length || a.localeCompare(b))
      .map(([, resource]) => resource);
  }

  /** @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found */
  private require(id: string): StoredResource {
    const target = this.parse(id);
    const resource = this.find(id) ?? this.inborn(target);
    if (resource !== undefined) return resource;
    if (target.type === "Microsoft.Resources/resourceGroups") throw groupNotFound(target.name);
    const where =
      target.resourceGroup === undefined ? "" : ` under resource group '${target.resourceGroup}'`;
    throw new ArmError(
      404,
      "ResourceNotFound",
      `The Resource '${target.type}/${target.names.join("/")}'${where} was not found. ` +
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    );
  }

  /** What the service made with the parent, and nobody has written since. */
  private inborn(target: ResourceId): StoredResource | undefined {
    const model = findType(target.type);
    const parent = this.find(target.parentId);
    if (parent === undefined || !model?.inborn?.includes(target.name)) return undefined;
    const { id, name } = target;
    const desired = model.defaults?.(this.request(target, {})) ?? {};
    return { id, type: model.type, name, created: parent.created, desired, kept: {} };
  }

  /**
   * The group, the parent or the extended resource must be there.
   *
   * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-parent-resource
   */
  private checkScope(target: ResourceId): void {
    if (target.resourceGroup === undefined || target.type === "Microsoft.Resources/resourceGroups")
      return;
    const groupId = `/subscriptions/${target.subscriptionId}/resourceGroups/${target.resourceGroup}`;
    if (this.find(groupId) === undefined) throw groupNotFound(target.resourceGroup);
    if (idKey(target.parentId) !== idKey(groupId) && this.find(target.parentId) === undefined) {
      throw new ArmError(
        404,
        "ParentResourceNotFound",
        `Failed to perform 'write' on resource(s) of type '${target.type}', because the parent resource ` +
          `'${target.parentId}' could not be found.`,
      );
    }
  }

  private checkGlobalName(model: ResourceType, request: WriteRequest): void {
    if (model.globalName === undefined || request.existing !== undefined) return;
    const wanted = model.globalName.of(request).toLowerCase();
    const owner = this.list(model.type).find(
      (other) =>
        model
          .globalName!.of(this.request(this.parse(other.id), other.desired, other))
          .toLowerCase() === wanted,
    );
    if (owner === undefined) return;
    const { status, code, message } = model.globalName.taken(request.name);
    throw new ArmError(status, code, message);
  }

  /** The code and the words are not documented. */
  private parse(id: string): ResourceId {
    const target = parseResourceId(id);
    if (target === undefined) {
      throw new ArmError(400, "InvalidResourceId", `'${id}' is not a valid resource id.`);
    }
    return target;
  }
}

/** @see https://gist.github.com/errygg/f5ae7758873ab01a41fe62424c20d876 */
function groupNotFound(name: string): ArmError {
  return new ArmError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}

function sameName(entry: SoftDeleted, type: string, name: string): boolean {
  return (
    entry.type.toLowerCase() === type.toLowerCase() &&
    entry.name.toLowerCase() === name.toLowerCase()
  );
}
