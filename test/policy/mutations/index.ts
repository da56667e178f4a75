import { appsMutations } from "./apps";
import type { Mutation } from "./change";
import { dataMutations } from "./data";
import { dnsMutations } from "./dns";
import { platformMutations } from "./platform";
import { secretsMutations } from "./secrets";

/** What reviewers must never have to find by reading. */
export const mutations: readonly Mutation[] = [
  ...dnsMutations,
  ...appsMutations,
  ...secretsMutations,
  ...dataMutations,
  ...platformMutations,
];
