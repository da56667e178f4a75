import { isObject, type JsonObject } from "../json";
import { CloudflareError } from "../cloudflare/cloudflareError";
import { type Cloudflare, qualified } from "../cloudflare/cloudflare";
import type { Zone } from "../cloudflare/cloudflareState";
import { type CloudflareModel, dnsRecords, recordOutputs, text } from "./dnsRecordModel";
import { diffInputs, isAtOrBelow } from "./inputDiff";
import type { OpaqueResources } from "./opaque";
import type {
  Change,
  CheckResult,
  InputDiff,
  ProviderFront,
  ReadResult,
  ReadState,
  Say,
  Subject,
} from "./providerFront";

/** The cloudflare provider, in front of the local account. */
export class CloudflareProvider implements ProviderFront {
  readonly name = "cloudflare";
  readonly sdk = "@pulumi/cloudflare";
  private readonly account: Cloudflare;
  private readonly opaque: OpaqueResources;
  private readonly models: Readonly<Record<string, CloudflareModel>>;

  constructor(account: Cloudflare, opaque: OpaqueResources) {
    this.account = account;
    this.opaque = opaque;
    this.models = {
      "cloudflare:index/dnsRecord:DnsRecord": dnsRecords(account),
      "cloudflare:index/zoneSetting:ZoneSetting": zoneSettings(account),
    };
  }

  configure(): void {
    // The local account takes any token.
  }

  check(_subject: Subject, inputs: JsonObject): CheckResult {
    return { inputs, failures: [] };
  }

  diff(subject: Subject, _id: string, oldInputs: JsonObject, inputs: JsonObject): InputDiff {
    const fixed = this.models[subject.token]?.fixed ?? [];
    const found = diffInputs(oldInputs, inputs, (path) =>
      fixed.some((own) => isAtOrBelow(path, own)),
    );
    // Two records of one name would stand in each other's way.
    return { ...found, deleteBeforeReplace: found.replaces.length > 0 };
  }

  previewCreate(_subject: Subject, inputs: JsonObject): JsonObject {
    return inputs;
  }

  async create(
    subject: Subject,
    inputs: JsonObject,
    say: Say,
  ): Promise<{ id: string; outputs: JsonObject }> {
    const model = this.models[subject.token];
    return model === undefined
      ? this.opaque.create(subject, inputs, say)
      : spoken(model.create(inputs));
  }

  async read(subject: Subject, id: string, state: ReadState): Promise<ReadResult | undefined> {
    const model = this.models[subject.token];
    if (model === undefined) {
      const inputs = this.opaque.find(id);
      return inputs === undefined ? undefined : { id, inputs, outputs: inputs };
    }
    // An import names the zone in the id, as the real provider's does: `<zone id>/<record id>`.
    const [zoneId, own] = id.includes("/") ? id.split("/", 2) : [undefined, id];
    const known = state.outputs.zoneId ?? state.inputs.zoneId;
    const owner = zoneId ?? (typeof known === "string" ? known : undefined);
    const zone = this.account.zones().find((one) => one.id === owner);
    const found = zone === undefined ? undefined : model.read(own!, zone.id);
    if (zone === undefined || found === undefined || Object.keys(state.inputs).length === 0) {
      return found;
    }
    return { ...found, inputs: refreshed(state, found.outputs, zone.name) };
  }

  previewUpdate({ oldOutputs, inputs }: Change): JsonObject {
    const { name, zoneId } = oldOutputs;
    return { name, zoneId, ...inputs };
  }

  update({ subject, id, inputs }: Change): Promise<JsonObject> {
    const model = this.models[subject.token];
    return model === undefined
      ? this.opaque.update(id, subject.token, inputs)
      : spoken(model.update(id, inputs));
  }

  delete(subject: Subject, id: string, outputs: JsonObject): Promise<void> {
    const model = this.models[subject.token];
    return model === undefined ? this.opaque.delete(id) : spoken(model.delete(id, outputs));
  }

  async invoke(token: string, args: JsonObject): Promise<JsonObject> {
    const answer = functions[token];
    if (answer === undefined) {
      throw new Error(`The local cloud does not model the function ${token}.`);
    }
    return answer(this.account, args);
  }
}

type ProviderFunction = (account: Cloudflare, args: JsonObject) => JsonObject;

/** The functions of the provider that are modelled, by token. */
const functions: Readonly<Record<string, ProviderFunction>> = {
  "cloudflare:index/getZone:getZone": (account, args) => {
    const filter = isObject(args.filter) ? args.filter : {};
    const wanted = typeof args.zoneId === "string" ? args.zoneId : filter.name;
    const zone = account.zones().find(({ id, name }) => id === wanted || name === wanted);
    if (zone === undefined) {
      const known = account.zones().map(({ name }) => name);
      throw new Error(
        `the account has no zone ${JSON.stringify(wanted)}; it has: ${known.join(", ") || "none"}`,
      );
    }
    return zoneOutputs(zone);
  },
  "cloudflare:index/getZoneSetting:getZoneSetting": (account, args) => {
    const zoneId = text(args.zoneId);
    return settingOutputs(zoneId, account.setting(zoneId, text(args.settingId)));
  },
  "cloudflare:index/getDnsRecords:getDnsRecords": (account, args) => {
    const unknown = Object.keys(args).filter((key) => !["zoneId", "type"].includes(key));
    if (unknown.length > 0) {
      throw new Error(`The local cloud's getDnsRecords takes no ${unknown.join(", ")}.`);
    }
    const zoneId = account.zone(text(args.zoneId)).id;
    const results = account
      .records(zoneId)
      .filter(({ type }) => args.type === undefined || type === args.type)
      .map((record) => ({ id: record.id, ...recordOutputs(record) }));
    return { zoneId, results };
  },
};

/** What an input has become, where the service answers it differently than before. */
function refreshed(state: ReadState, outputs: JsonObject, zone: string): JsonObject {
  const changed = diffInputs(state.outputs, outputs, () => false).changes;
  const keys = new Set(Object.keys(changed).map((path) => path.split(/[.[]/)[0]!));
  // What was written as `api` is read as `api.example.com`, and is the same.
  const { name } = state.outputs;
  if (typeof name === "string" && qualified(name, zone) === outputs.name) keys.delete("name");
  const inputs = { ...state.inputs };
  for (const key of keys) if (key in inputs || inputKeys.has(key)) inputs[key] = outputs[key];
  return inputs;
}

/** Inputs that a person may set in the dashboard, though the program never named them. */
const inputKeys = new Set([
  "comment",
  "content",
  "proxied",
  "settings",
  "tags",
  "ttl",
  "priority",
  "value",
]);

function zoneSettings(account: Cloudflare): CloudflareModel {
  const write = async (inputs: JsonObject) => {
    const zoneId = text(inputs.zoneId);
    return settingOutputs(
      zoneId,
      await account.setSetting(zoneId, text(inputs.settingId), inputs.value),
    );
  };
  return {
    fixed: ["zoneId", "settingId"],
    create: async (inputs) => ({ id: text(inputs.settingId), outputs: await write(inputs) }),
    read: (id, zoneId) => {
      const outputs = settingOutputs(zoneId, account.setting(zoneId, id));
      return { id, outputs, inputs: { zoneId, settingId: id, value: outputs.value } };
    },
    update: (_id, inputs) => write(inputs),
    // A setting can't be deleted: like the real provider, it stays as it is.
    delete: async () => undefined,
  };
}

function settingOutputs(zoneId: string, setting: JsonObject): JsonObject {
  return {
    zoneId,
    settingId: setting.id,
    value: setting.value,
    editable: setting.editable,
    modifiedOn: setting.modified_on ?? "",
  };
}

function zoneOutputs(zone: Zone): JsonObject {
  return {
    id: zone.id,
    zoneId: zone.id,
    name: zone.name,
    status: "active",
    type: "full",
    paused: false,
    createdOn: zone.created,
    activatedOn: zone.created,
    modifiedOn: zone.created,
    nameServers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
  };
}

async function spoken<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof CloudflareError)) throw error;
    const body = JSON.stringify(error.toBody());
    throw new Error(`${error.message} (code ${error.code}): ${error.status} ${body}`, {
      cause: error,
    });
  }
}
