/** How long the edge waits, in milliseconds. */
export interface EdgeLimits {
  /** For a connection to the origin, its TLS handshake included. */
  readonly connectMs: number;
  /** For the origin's answer to begin, once the request is with it: the Proxy Read Timeout. */
  readonly readMs: number;
  /** For anything to pass on a WebSocket. */
  readonly webSocketIdleMs: number;
}

/**
 * Cloudflare's own limits.
 *
 * The Proxy Read Timeout was 100 s and is 120 s in newer copies of its page. That idle WebSockets are closed is
 * documented without a time; 100 s is what is reported most.
 *
 * @see https://developers.cloudflare.com/fundamentals/reference/connection-limits/
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-524/
 * @see https://github.com/buildbot/buildbot/issues/4078
 */
export const cloudflareLimits: EdgeLimits = {
  connectMs: 19_000,
  readMs: 120_000,
  webSocketIdleMs: 100_000,
};
