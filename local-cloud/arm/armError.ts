/**
 * A refusal in Resource Manager's own words: the HTTP status, and the `code` and `message` of the error body.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
 */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  readonly target: string | undefined;

  constructor(status: number, code: string, message: string, target?: string) {
    super(message);
    this.name = "ArmError";
    this.status = status;
    this.code = code;
    this.target = target;
  }

  /** The error body as Resource Manager sends it. */
  toBody(): { error: { code: string; message: string; target?: string } } {
    const { code, message, target } = this;
    return { error: { code, message, ...(target === undefined ? {} : { target }) } };
  }
}
