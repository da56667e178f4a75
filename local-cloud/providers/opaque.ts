import { randomUUID } from "node:crypto";
import { clone, type JsonObject } from "../json";
import type { StateStore } from "../state/stateStore";
import type { Say, Subject } from "./providerFront";
import { UnmodelledTypes } from "./unmodelledTypes";

/** Resources of types that the local cloud has no model of: kept as given, and said so once a type. */
export class OpaqueResources {
  private readonly store: StateStore;
  private readonly unmodelled = new UnmodelledTypes();

  constructor(store: StateStore) {
    this.store = store;
  }

  async create(
    subject: Subject,
    inputs: JsonObject,
    say: Say,
  ): Promise<{ id: string; outputs: JsonObject }> {
    this.unmodelled.announce(subject, say);
    const id = `${subject.name}-${randomUUID().slice(0, 8)}`;
    return { id, outputs: await this.update(id, subject.token, inputs) };
  }

  find(id: string): JsonObject | undefined {
    const found = this.store.state.opaque[id];
    return found === undefined ? undefined : clone(found.inputs);
  }

  async update(id: string, token: string, inputs: JsonObject): Promise<JsonObject> {
    this.store.state.opaque[id] = { token, inputs: clone(inputs) };
    await this.store.commit();
    return inputs;
  }

  async delete(id: string): Promise<void> {
    delete this.store.state.opaque[id];
    await this.store.commit();
  }
}
