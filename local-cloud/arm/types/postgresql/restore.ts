import { overlay, type JsonObject } from "../../../json";
import { numberAt, objectAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { shortLocation } from "../../generalRules";
import type { ResourceView, StoredResource, WriteRequest } from "../../resourceType";
import { invalidParameter } from "./serverRules";

export const serverType = "Microsoft.DBforPostgreSQL/flexibleServers";
const dayMs = 24 * 60 * 60 * 1000;

/** Whether a write makes a server out of another one's backups. */
export function isRestore({
  desired,
  existing,
}: Pick<WriteRequest, "desired" | "existing">): boolean {
  return (
    existing === undefined && textAt(desired, "properties.createMode") === "PointInTimeRestore"
  );
}

/** Modes that make no server out of another one, or none at all. */
const plainModes = ["Default", "Create", "Update"];
/** Modes that the local cloud has no model of: it says so instead of making an empty server. */
const unmodelledModes = ["GeoRestore", "Replica", "ReviveDropped"];

/**
 * @throws ArmError for a mode that there isn't, or that is not modelled.
 * @see https://learn.microsoft.com/azure/templates/microsoft.dbforpostgresql/flexibleservers
 */
export function checkCreateMode({ desired, existing }: WriteRequest): void {
  const mode = textAt(desired, "properties.createMode");
  if (mode === undefined || existing !== undefined) return;
  if (mode === "PointInTimeRestore" || plainModes.includes(mode)) return;
  if (!unmodelledModes.includes(mode)) throw invalidParameter("CreateMode");
  throw new ArmError(
    501,
    "NotModelled",
    `The local cloud does not model servers that are made with createMode ${mode}.`,
  );
}

/** Since when a server can be restored: its creation, or as far back as its backups reach. */
export function earliestRestore(cloud: ArmCloud, server: StoredResource): Date {
  const days = numberAt(server.desired, "properties.backup.backupRetentionDays") ?? 7;
  const oldest = cloud.now().getTime() - days * dayMs;
  return new Date(Math.max(oldest, Date.parse(server.created)));
}

/** Server that a restore reads. */
export function restoreSource({
  desired,
  cloud,
}: Pick<WriteRequest, "desired" | "cloud">): StoredResource | undefined {
  const source = cloud.find(textAt(desired, "properties.sourceServerResourceId") ?? "");
  return source?.type === serverType ? source : undefined;
}

/**
 * What a restored server takes from its source. Firewall rules, server parameters, high availability and private
 * endpoints are not copied.
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore
 */
export function restoredDefaults(source: StoredResource): JsonObject {
  const from = source.desired;
  return overlay(
    { properties: { highAvailability: { mode: "Disabled" } } },
    {
      sku: from.sku,
      properties: {
        version: textAt(from, "properties.version"),
        administratorLogin: textAt(from, "properties.administratorLogin"),
        administratorLoginPassword: textAt(from, "properties.administratorLoginPassword"),
        authConfig: objectAt(from, "properties.authConfig"),
        storage: objectAt(from, "properties.storage"),
        backup: objectAt(from, "properties.backup"),
      },
    },
  );
}

/**
 * The databases that the source had at the moment come along. One that was dropped since then is missing here, as only the data
 * itself knows of it.
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore
 */
export function restoreDatabases({ resource, cloud }: ResourceView): void {
  const source = restoreSource({ desired: resource.desired, cloud });
  if (source === undefined) return;
  const moment = Date.parse(textAt(resource.desired, "properties.pointInTimeUTC") ?? "");
  const databases = cloud
    .list(`${serverType}/databases`, source.id)
    .filter(({ created }) => Date.parse(created) <= moment);
  for (const { name, type, desired } of databases) {
    cloud.place({ id: `${resource.id}/databases/${name}`, type, name, desired });
  }
}

/**
 * The codes are not documented; what can be restored, and to where, is.
 *
 * @throws ArmError when there is no such source, no such time, or another kind of network.
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore
 */
export function checkRestore(request: WriteRequest): void {
  const { desired, cloud } = request;
  if (!isRestore(request)) return;
  const sourceId = textAt(desired, "properties.sourceServerResourceId");
  const time = textAt(desired, "properties.pointInTimeUTC");
  for (const [name, value] of [
    ["SourceServerResourceId", sourceId],
    ["PointInTimeUTC", time],
  ] as const) {
    if (value === undefined) {
      throw new ArmError(
        400,
        "MissingRequiredParameter",
        `Required parameter ${name} was not provided.`,
      );
    }
  }
  const source = restoreSource(request);
  if (source === undefined) {
    throw new ArmError(
      404,
      "ResourceNotFound",
      `The requested resource of type '${serverType}' with name '${sourceId}' was not found.`,
    );
  }
  if (
    shortLocation(textAt(source.desired, "location") ?? "") !==
    shortLocation(textAt(desired, "location") ?? "")
  ) {
    throw new ArmError(
      400,
      "InvalidParameterValue",
      "Invalid value given for parameter Location. A point-in-time restore makes the server in its source's region.",
    );
  }
  const moment = Date.parse(time ?? "");
  const earliest = earliestRestore(cloud, source);
  if (Number.isNaN(moment) || moment < earliest.getTime() || moment > cloud.now().getTime()) {
    throw new ArmError(
      400,
      "RestorePointInTimeInvalid", // Code not documented; the range is.
      `The point in time ${time} is outside of what ${source.name} can be restored to: ${earliest.toISOString()} to ` +
        `${cloud.now().toISOString()}.`,
    );
  }
  const isPrivate = (body: JsonObject) =>
    textAt(body, "properties.network.delegatedSubnetResourceId") !== undefined;
  if (isPrivate(source.desired) !== isPrivate(desired)) {
    throw new ArmError(
      400,
      "InvalidParameterValue", // Code not documented; the rule is.
      `A server with ${isPrivate(source.desired) ? "private" : "public"} access can only be restored to one with ` +
        `${isPrivate(source.desired) ? "private" : "public"} access.`,
    );
  }
}
