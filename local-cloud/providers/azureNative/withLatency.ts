import { setTimeout as wait } from "node:timers/promises";
import { secondsFor } from "../../arm/duration";
import { findType } from "../../arm/types";
import type { JsonObject } from "../../json";
import type { ProviderFront, Subject } from "../providerFront";
import { mappingOf } from "./resourceTable";

/**
 * A provider whose creates, updates and deletes take as long as the services do. The work is done first, so that an
 * update that is interrupted while it waits has left nothing out.
 *
 * @param latency How long that is, in milliseconds, for what takes a service so many seconds.
 */
export function withLatency(
  front: ProviderFront,
  latency: (seconds: number) => number,
): ProviderFront {
  const after = async <T>(
    work: Promise<T>,
    subject: Subject,
    inputs: JsonObject,
    what: "create" | "update" | "delete",
  ): Promise<T> => {
    const done = await work;
    const { mapping } = mappingOf(subject.token, inputs);
    const milliseconds = latency(secondsFor(findType(mapping.type), what));
    // A process that ends doesn't wait for it.
    if (milliseconds > 0) await wait(milliseconds, undefined, { ref: false });
    return done;
  };
  return {
    name: front.name,
    sdk: front.sdk,
    configure: (config) => front.configure(config),
    check: (subject, inputs, oldInputs, seed) => front.check(subject, inputs, oldInputs, seed),
    diff: (subject, id, oldInputs, inputs) => front.diff(subject, id, oldInputs, inputs),
    previewCreate: (subject, inputs) => front.previewCreate(subject, inputs),
    previewUpdate: (change) => front.previewUpdate(change),
    read: (subject, id, state) => front.read(subject, id, state),
    invoke: (token, args) => front.invoke(token, args),
    create: (subject, inputs, say) =>
      after(front.create(subject, inputs, say), subject, inputs, "create"),
    update: (change) => after(front.update(change), change.subject, change.inputs, "update"),
    delete: (subject, id, outputs) =>
      after(front.delete(subject, id, outputs), subject, outputs, "delete"),
  };
}
