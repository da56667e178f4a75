import type { InputDiff, ProviderFront } from "../local-cloud/providers/providerFront";

/** Type token of the resources that do nothing. */
export const noopType = "noop:index:Resource";

const same: InputDiff = { changes: {}, replaces: [], deleteBeforeReplace: false };

/** A provider whose resources do nothing and are kept nowhere: what is left is the engine's own cost. */
export const noopProvider: ProviderFront = {
  name: "noop",
  sdk: "@pulumi/random",
  configure: () => undefined,
  check: (_subject, inputs) => ({ inputs, failures: [] }),
  diff: () => same,
  create: async ({ name }, inputs) => ({ id: name, outputs: inputs }),
  previewCreate: (_subject, inputs) => inputs,
  read: async (_subject, id, state) => ({ id, ...state }),
  update: async ({ inputs }) => inputs,
  previewUpdate: ({ inputs }) => inputs,
  delete: async () => undefined,
  invoke: async () => ({}),
};
