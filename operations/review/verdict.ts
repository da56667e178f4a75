import type { Review, ReviewVerdict } from "./review";

/** What a verdict rests on. */
export type Facts = Pick<Review, "guards" | "rules" | "revertible" | "steps"> & {
  /** What stopped the review before its end. */
  readonly stopped: readonly string[];
  /** Why nothing can be said at all. */
  readonly cannotTell: readonly string[];
};

/** The one verdict, and the reasons for it, the gravest first. */
export function judge(facts: Facts): { verdict: ReviewVerdict; reasons: string[] } {
  const failures = [
    ...facts.guards
      .filter(({ waived }) => !waived)
      .map(({ guard, message }) => `${message} (${guard})`),
    ...facts.rules
      .filter(({ outcome }) => outcome === "failed")
      .map(({ rule, messages }) => `${unique(messages.map(firstLine)).join("; ")} (${rule})`),
    ...facts.stopped,
    ...(facts.revertible.answer === "no"
      ? [`It can't be taken back: ${facts.revertible.because}`]
      : []),
  ];
  if (failures.length > 0) return { verdict: "fail", reasons: unique(failures) };
  const open = [
    ...facts.cannotTell,
    ...facts.rules
      .filter(({ outcome }) => outcome === "unknown")
      .map(({ rule, unknowns }) => `${rule} looks at what isn't known: ${unknowns.join(", ")}`),
    ...(facts.revertible.answer === "unknown"
      ? [`Whether it can be taken back is not known: ${facts.revertible.because}`]
      : []),
  ];
  if (open.length > 0) return { verdict: "cannotTell", reasons: unique(open) };
  return {
    verdict: "pass",
    reasons: [
      "It goes up on the local cloud, a second update has nothing to do, and every rule that applies is kept on known values.",
      facts.revertible.because,
    ],
  };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** What a message of the pack says before it explains itself. */
function firstLine(message: string): string {
  return message.split("\n")[0]!;
}
