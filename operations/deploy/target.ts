import type { Settings } from "../../settings";
import type { Commit } from "../git/git";
import type { Program } from "../project";

/** Settings that a deployment goes by. An earlier commit may lack some that today's have. */
export type DeployedSettings = Pick<
  Settings,
  "hostnames" | "phase" | "location" | "images" | "dnsBudget" | "migrations"
>;

/** What is to be deployed. */
export interface Target {
  readonly stack: string;
  readonly program: Program;
  readonly commit: Commit;
  readonly settings: DeployedSettings;
}
