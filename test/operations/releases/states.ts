import type { StateResource } from "../../../operations/releases/stateOf";
import { types } from "../../../policy/types";

/** A resource in a state, as far as a test doesn't say what it is. */
export function resourceOf(more: Partial<StateResource> & { name: string }): StateResource {
  const { type = types.containerApp, name } = more;
  return {
    urn: `urn:pulumi:stg::ftl::${type}::${name}`,
    type,
    id: `/subscriptions/s/${name}`,
    parent: "urn:pulumi:stg::ftl::pulumi:pulumi:Stack::ftl-stg",
    provider: "urn:pulumi:stg::ftl::pulumi:providers:azure-native::default::an-id",
    custom: true,
    protect: false,
    pendingDeletion: false,
    initErrors: [],
    inputs: {},
    outputs: {},
    ...more,
  };
}

/** A secret as it stands in a state. */
export function secretOf(ciphertext: string): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext };
}
