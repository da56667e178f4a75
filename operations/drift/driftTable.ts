import { visible } from "../markdown";
import type { Drift } from "./drift";

/** The drift for a person at a terminal: a resource a line, and under it each property, in the state → in the cloud. */
export function driftTable({ stack, compared, drifted }: Drift): string {
  if (drifted.length === 0)
    return `${stack}: all ${compared} resources are as they were deployed\n`;
  const lines = drifted.flatMap(({ name, type, what, properties }) => {
    const width = Math.max(0, ...properties.map(({ path }) => path.length));
    return [
      `  ${name} (${type}) ${what === "gone" ? "is gone" : "is another"}`,
      ...properties.map(
        ({ path, inState, inCloud }) =>
          `    ${path.padEnd(width)}  ${words(inState)} → ${words(inCloud)}`,
      ),
    ];
  });
  return [
    `${stack}: ${drifted.length} of ${compared} resources are not as they were deployed (in the state → in the cloud)`,
    ...lines,
    `fix: refresh the state and deploy ${stack} again, and they are as declared; or declare what is there`,
    "",
  ].join("\n");
}

function words(value: unknown): string {
  return value === undefined ? "(nothing)" : visible(JSON.stringify(value));
}
