/** A deployment is refused; the site stays as it was. */
export class DeploymentRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "DeploymentRefused";
    this.status = status;
  }
}
