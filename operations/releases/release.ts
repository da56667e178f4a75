import type { RecordOutput } from "../../settings";

/** An image by its digest. */
export interface ReleasedImage {
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…` */
  readonly digest: string;
}

/** How a deployment ended. `interrupted` and `failed` leave a stack that `ftl deploy` or `ftl rollback` makes whole. */
export type ReleaseResult = "succeeded" | "failed" | "interrupted";

/** What one deployment of a stack was: kept beside the stack's state, never changed afterwards. */
export interface Release {
  readonly version: 1;
  /** 1, 2, … for each stack. */
  readonly number: number;
  readonly stack: string;
  readonly kind: "deploy" | "rollback";
  /** Number of the release that a rollback deployed again. */
  readonly of?: number;
  readonly commit: { readonly sha: string; readonly title: string };
  /** By workload. */
  readonly images: Readonly<Record<string, ReleasedImage>>;
  readonly migrations: { readonly latest: number; readonly readableSince: number };
  /** SHA-256 of the stack file as it was committed. */
  readonly settingsHash: string;
  /** SHA-256 of the policy pack's files. */
  readonly policyHash: string;
  /** SHA-256 of what the state says when volatile values are left out, after the deployment. */
  readonly stateHash: string;
  /** Key of the update's checkpoint in the backend's history. */
  readonly checkpoint: string;
  /** `pulumi`: the engine's; then each SDK's and the pack's by package. */
  readonly versions: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly who: string;
  readonly host: string;
  readonly result: ReleaseResult;
  /** Hash of the sealed plan that was applied, if one was. */
  readonly seal?: string;
  /** Resources by what happened to them: `create`, `update`, `same`, … */
  readonly tally: Readonly<Record<string, number>>;
  /** DNS records in the program's own zone, as the outputs have them. */
  readonly records: readonly RecordOutput[];
}
