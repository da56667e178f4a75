import type { Json, JsonObject } from "../json";
import type { ArmCloud } from "./armCloud";

/**
 * A resource as the local cloud keeps it. What the client wrote and what the service added are kept apart, so
 * that a read, an import and a comparison each get what they need.
 */
export interface StoredResource {
  /** As first written; compare with `idKey`. */
  readonly id: string;
  /** Canonical spelling, as in the type's model. */
  readonly type: string;
  readonly name: string;
  /** When it was created, ISO 8601, by the local cloud's clock. */
  readonly created: string;
  /** What the client last wrote, in Resource Manager's shape: `location`, `tags`, `sku`, `properties`, … */
  desired: JsonObject;
  /** What the service made up once and keeps: generated ids, keys, revisions. Never sent as it stands. */
  kept: JsonObject;
}

/** What a type's model is handed when it judges a write. */
export interface WriteRequest {
  readonly id: string;
  readonly name: string;
  /** Names by segment, parents first. */
  readonly names: readonly string[];
  /** What the client wants, read-only properties already left out. */
  readonly desired: JsonObject;
  /** The resource as it stands, when the write is an update. */
  readonly existing?: StoredResource;
  readonly cloud: ArmCloud;
}

/** What a type's model is handed about a resource that exists. */
export interface ResourceView {
  readonly resource: StoredResource;
  readonly cloud: ArmCloud;
}

/** An answer to `POST …/<action>`. */
export type Action = (view: ResourceView, body: JsonObject) => Json | undefined;

/**
 * What clients read below a resource as if it were a resource itself, and can't write: the revisions of an app, the
 * executions of a job.
 */
export interface Part {
  /** All of them, oldest first. */
  readonly list: (view: ResourceView) => JsonObject[];
  /** The one with this name. Throws ArmError when there is none. */
  readonly get: (view: ResourceView, name: string) => JsonObject;
  /** Actions by lower-case name (`activate`). */
  readonly actions?: Readonly<Record<string, PartAction>>;
}

/** An answer to `POST …/<part>/<name>/<action>`. */
export type PartAction = (view: ResourceView, name: string) => Json | undefined;

/** How long a service takes, in seconds, for `--latency real`. */
export interface Duration {
  readonly create: number;
  readonly update?: number;
  readonly delete?: number;
  readonly source: string;
}

/** What a name must look like, with the service's own refusal. */
export interface NameRule {
  readonly pattern: RegExp;
  readonly length: readonly [min: number, max: number];
  /** Error code of the service; `InvalidResourceName` where none is documented. */
  readonly code?: string;
  /** The rule in the service's words. */
  readonly message: string;
}

/** The model of one Resource Manager type: what it accepts, adds, refuses and answers. */
export interface ResourceType {
  /** `Microsoft.App/containerApps`. */
  readonly type: string;
  /** Api versions that clients of ours use; the first is the one that the Pulumi SDK calls. */
  readonly apiVersions: readonly [string, ...string[]];
  readonly name?: NameRule;
  /**
   * Where the type may be created, in Azure's short names (`centralindia`). `global`: only there; absent: the type
   * takes no location.
   */
  readonly locations?: readonly string[] | "any";
  /** DNS name that is unique in all of Azure, e.g. `<name>.vault.azure.net`, with the refusal when it is taken. */
  readonly globalName?: {
    readonly of: (request: WriteRequest) => string;
    readonly taken: (name: string) => { status: number; code: string; message: string };
  };
  /** Paths that are never read back (`properties.administratorLoginPassword`); `*` stands for array items. */
  readonly writeOnly?: readonly string[];
  /** Body paths that can't change in place: Pulumi replaces, Resource Manager refuses. */
  readonly immutable?: readonly string[];
  /** The service's own refusal of such a change; `PropertyChangeNotAllowed` where none is documented. */
  readonly changeRefused?: (path: string) => { status: number; code: string; message: string };
  /** What the service fills in where the client says nothing. Laid under what the client wrote. */
  readonly defaults?: (request: WriteRequest) => JsonObject;
  /** Refusals: throws ArmError. Runs after the general rules. */
  readonly validate?: (request: WriteRequest) => void;
  /** What the service makes up at creation. */
  readonly keep?: (request: WriteRequest) => JsonObject;
  /** Changes `kept` on every write (revisions, counters): returns the new `kept`. */
  readonly onWrite?: (view: ResourceView, before: StoredResource | undefined) => JsonObject;
  /** Read-only properties, laid over what the client wrote. Pure: same resource, same answer. */
  readonly computed?: (view: ResourceView) => JsonObject;
  /** Refusals before a delete: throws ArmError. */
  readonly beforeDelete?: (view: ResourceView) => void;
  /**
   * What else goes or changes when the resource is gone. `root` is what the client deleted: the resource itself, or
   * the parent or group that took it along.
   */
  readonly afterDelete?: (view: ResourceView, root: StoredResource) => void;
  /** What time does to the resource (renewal, rotation): returns the new `kept`. Called when the clock has moved. */
  readonly onClock?: (view: ResourceView) => JsonObject;
  /** Actions by lower-case name (`listsecrets`). */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Parts by lower-case name (`revisions`). */
  readonly parts?: Readonly<Record<string, Part>>;
  readonly duration?: Duration;
  /**
   * Whether the resource can't be created or deleted but only set, like a server parameter: a delete puts the
   * service's value back.
   */
  readonly singleton?: true;
  /** Names of the resources of this type that are there as long as their parent is, as the service made them. */
  readonly inborn?: readonly string[];
}
