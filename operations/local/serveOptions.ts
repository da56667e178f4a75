import { type Command, InvalidArgumentError } from "commander";
import {
  FaultSyntaxError,
  LatencySyntaxError,
  parseFault,
  parseLatency,
  type FaultRule,
} from "../../local-cloud";

/** Adds the options of `ftl local serve`. */
export function addServeOptions(serve: Command): void {
  serve
    .option(
      "--port <number>",
      "first of the three ports that its providers listen on (default: any free ones)",
      portNumber,
    )
    .option(
      "--api-port <number>",
      "port of Azure's and Cloudflare's own APIs (default: any free one)",
      portNumber,
    )
    .option(
      "--no-data-plane",
      "only Azure's and Cloudflare's APIs: nothing runs of what is deployed, and no name answers",
    )
    .option(
      "--latency <how>",
      "how long Azure takes for a change: none, real, or a factor of it, as 0.5 or 1/60 (default: none)",
      (text: string) => understood(() => parseLatency(text)),
    )
    .option(
      "--fault <what>",
      "what goes wrong with the APIs' requests, as often as wanted: '429@2 PUT containerApps', 'drop@1 DELETE'",
      (text: string, before: readonly FaultRule[]) => [
        ...before,
        understood(() => parseFault(text)),
      ],
      [],
    );
}

/** @throws InvalidArgumentError when it is no port that three can begin at. */
function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1024 && port <= 65_533) return port;
  throw new InvalidArgumentError("Give a number from 1024 to 65533.");
}

function understood<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof LatencySyntaxError || error instanceof FaultSyntaxError) {
      throw new InvalidArgumentError(error.message);
    }
    throw error;
  }
}
