/** An error code of Cloudflare's API with its words. */
export interface ErrorCode {
  readonly code: number;
  readonly message: string;
}

/**
 * A refusal in the words of Cloudflare's API v4: HTTP status, error code and message.
 *
 * @see https://developers.cloudflare.com/api/ (Errors)
 */
export class CloudflareError extends Error {
  readonly status: number;
  readonly code: number;
  /** What lies behind the error, where the API says so. */
  readonly chain: readonly ErrorCode[];

  constructor(status: number, code: number, message: string, chain: readonly ErrorCode[] = []) {
    super(message);
    this.name = "CloudflareError";
    this.status = status;
    this.code = code;
    this.chain = chain;
  }

  /** The API's envelope. */
  toBody(): object {
    const { code, message, chain } = this;
    const error = { code, message, ...(chain.length === 0 ? {} : { error_chain: [...chain] }) };
    return { success: false, errors: [error], messages: [], result: null };
  }
}
