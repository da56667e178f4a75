import type { Phase, Settings } from "./schema";

/** The phases of a cutover, in their order. */
export const phases = ["provision", "bind", "live"] as const satisfies readonly Phase[];

/** How far one hostname is: as far as its stack, unless a phase of its own holds it back. */
export function hostnamePhase(
  stackPhase: Phase,
  { phase: own = "live" }: { phase?: Phase },
): Phase {
  return phases[Math.min(phases.indexOf(stackPhase), phases.indexOf(own))]!;
}

/** How far each hostname of a stack is. */
export function hostnamePhases({
  hostnames,
  phase,
}: Pick<Settings, "hostnames" | "phase">): Record<string, Phase> {
  const { api, ws, frontend } = hostnames;
  return Object.fromEntries(
    [...api, ...ws, ...frontend].map((served) => [served.name, hostnamePhase(phase, served)]),
  );
}
