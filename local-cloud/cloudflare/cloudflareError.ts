/**
 * A refusal in the words of Cloudflare's API v4: HTTP status, error code and message.
 *
 * @see https://developers.cloudflare.com/api/ (Errors)
 */
export class CloudflareError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.name = "CloudflareError";
    this.status = status;
    this.code = code;
  }

  /** The API's envelope. */
  toBody(): object {
    const { code, message } = this;
    return { success: false, errors: [{ code, message }], messages: [], result: null };
  }
}
