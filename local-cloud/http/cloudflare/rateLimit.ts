import type { Clock } from "../../clock";
import { CloudflareError } from "../../cloudflare/cloudflareError";

/** Requests that a user may make in a period. */
const quota = 1_200;
const periodSec = 300;

/**
 * The API's global rate limit: 1,200 requests per five minutes; whoever makes more is blocked for the next five. The
 * local account has one user. Counted by the local cloud's clock, and forgotten when it stops.
 *
 * @see https://developers.cloudflare.com/fundamentals/api/reference/limits/
 */
export class RateLimit {
  private readonly clock: Clock;
  private count = 0;
  /** When the period or the block ends, in milliseconds. */
  private end = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /**
   * Counts a request.
   *
   * @see https://github.com/RiotGames/cloud-inquisitor/issues/153 (10100)
   * @throws CloudflareError when there were too many.
   */
  take(): void {
    const now = this.clock.now().getTime();
    if (now >= this.end) {
      this.count = 0;
      this.end = now + periodSec * 1000;
    }
    this.count += 1;
    if (this.count <= quota) return;
    if (this.count === quota + 1) this.end = now + periodSec * 1000;
    throw new CloudflareError(
      429,
      10_100,
      `More than ${quota} requests per ${periodSec} seconds reached. Please wait and consider throttling your request speed`,
    );
  }

  /** What every answer says of the limit; `retry-after` only once it is exceeded. */
  headers(): Record<string, string> {
    const left = Math.max(0, quota - this.count);
    const waitSec = Math.max(0, Math.ceil((this.end - this.clock.now().getTime()) / 1000));
    return {
      ratelimit: `"default";r=${left};t=${waitSec}`,
      "ratelimit-policy": `"default";q=${quota};w=${periodSec}`,
      ...(this.count > quota ? { "retry-after": String(waitSec) } : {}),
    };
  }
}
