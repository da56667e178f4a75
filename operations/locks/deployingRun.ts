import { z } from "zod";
import type { BackendStorage } from "../backend/backendStorage";

/** The run of a GitHub workflow that deploys a stack, as its note beside the state says. */
export interface DeployingRun {
  /** Run and attempt: `4711-1`. */
  readonly run: string;
  readonly host: string;
  readonly startedAt: Date;
}

const note = z.looseObject({
  run: z.string(),
  host: z.string(),
  startedAt: z.iso.datetime().transform((text) => new Date(text)),
});

/** @returns Undefined when nobody deploys the stack, or whoever does is no workflow. */
export async function deployingRun(
  storage: BackendStorage,
  stack: string,
): Promise<DeployingRun | undefined> {
  const text = await storage.read(`.ftl/under-way/${stack}.json`);
  if (text === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // Half written by what was killed while it began.
    return undefined;
  }
  return note.safeParse(content).data;
}
