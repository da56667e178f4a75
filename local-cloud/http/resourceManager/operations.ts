import { randomUUID } from "node:crypto";
import type { ArmCloud } from "../../arm/armCloud";
import type { ArmError } from "../../arm/armError";
import { textAt } from "../../arm/body";
import { shortLocation } from "../../arm/generalRules";
import { idKey, parseResourceId } from "../../arm/resourceId";
import type { JsonObject } from "../../json";
import type { Latency } from "../latency";

/** How a client may follow an operation: the header that names the address. */
export type Follow = "azure-asyncoperation" | "location";

/** A long-running operation. Its work is done when it starts; what takes time is to say so. */
export interface Operation {
  readonly id: string;
  /** Resource that it works on. */
  readonly resourceId: string;
  readonly method: string;
  /** What the resource is said to be doing meanwhile: `Creating`, `Updating`, `Deleting`, … */
  readonly state: string;
  readonly started: Date;
  /** By the local cloud's clock, in milliseconds since 1970. */
  readonly endsMs: number;
  /** Why it fails, when it does. */
  readonly error: ArmError | undefined;
  /** Part of the address, after the origin, where the operation is found: `/subscriptions/…/locations/…`. */
  readonly place: string;
}

/** What to start. */
export interface OperationStart {
  readonly resourceId: string;
  /** What the resource was or is, for its location. */
  readonly body: JsonObject;
  readonly method: string;
  readonly state: string;
  /** How long the service takes. */
  readonly seconds: number;
  readonly error?: ArmError | undefined;
}

/** Operations that are remembered; older ones are forgotten first, as the service does after a day or so. */
const most = 10_000;
/** Longest that a client is asked to wait between two looks, in seconds. */
const longestWaitSec = 15;

/** The long-running operations of one local cloud, as long as it runs. */
export class Operations {
  private readonly cloud: ArmCloud;
  private readonly latency: Latency;
  /** Oldest first. */
  private readonly byId = new Map<string, Operation>();
  private readonly byResource = new Map<string, Operation>();

  constructor(cloud: ArmCloud, latency: Latency) {
    this.cloud = cloud;
    this.latency = latency;
  }

  start({ resourceId, body, method, state, seconds, error }: OperationStart): Operation {
    const started = this.cloud.now();
    const operation: Operation = {
      id: randomUUID(),
      resourceId,
      method,
      state,
      started,
      endsMs: started.getTime() + this.latency(seconds),
      error,
      place: placeOf(resourceId, body),
    };
    this.byId.set(operation.id, operation);
    this.byResource.set(idKey(resourceId), operation);
    if (this.byId.size > most) this.forgetOldest();
    return operation;
  }

  find(id: string): Operation | undefined {
    return this.byId.get(id.toLowerCase());
  }

  isDone({ endsMs }: Operation): boolean {
    return this.cloud.now().getTime() >= endsMs;
  }

  /** What a resource is said to be doing now, when an operation on it goes on. */
  stateOf(resourceId: string): string | undefined {
    const operation = this.byResource.get(idKey(resourceId));
    return operation === undefined || this.isDone(operation) ? undefined : operation.state;
  }

  /** Headers that lead a client to the operation. */
  headers(
    operation: Operation,
    follow: readonly Follow[],
    origin: string,
    apiVersion: string,
  ): Record<string, string> {
    const headers: Record<string, string> = {};
    if (follow.length === 0) return headers;
    for (const one of follow) {
      const kind = one === "location" ? "operationResults" : "operationStatuses";
      headers[one] =
        `${origin}${operation.place}/${kind}/${operation.id}?api-version=${apiVersion}`;
    }
    headers["retry-after"] = String(this.waitSec(operation));
    return headers;
  }

  /** How long a client should wait before it looks, in whole seconds; 0 when there is nothing to wait for. */
  waitSec({ endsMs }: Operation): number {
    const left = Math.max(0, endsMs - this.cloud.now().getTime());
    return Math.min(longestWaitSec, Math.ceil(left / 1000));
  }

  private forgetOldest(): void {
    const [oldest] = this.byId.values();
    if (oldest === undefined) return;
    this.byId.delete(oldest.id);
    const key = idKey(oldest.resourceId);
    if (this.byResource.get(key) === oldest) this.byResource.delete(key);
  }
}

function placeOf(resourceId: string, body: JsonObject): string {
  const { subscriptionId, type } = parseResourceId(resourceId)!;
  const [namespace] = type.split("/");
  const location = shortLocation(textAt(body, "location") ?? "global");
  return `/subscriptions/${subscriptionId}/providers/${namespace}/locations/${location}`;
}
