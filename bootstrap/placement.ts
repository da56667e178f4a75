import type * as pulumi from "@pulumi/pulumi";
import type { Region } from "../settings/conventions/names";

/** Where a component puts what it declares, how that is named and tagged, and whether it may be deleted. */
export interface Placement {
  readonly stack: string;
  readonly region: Region;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly protected: boolean;
}
