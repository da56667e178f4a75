import { Refusal } from "../refusal";

/** Exit code of a command that can't tell. */
const cannotTell = 2;

/** What the clients of Resource Manager throw, as far as it is read here. */
interface AzureError {
  readonly name?: string;
  readonly message?: string;
  /** The service's, or the network's: `ENOTFOUND`. */
  readonly code?: string;
  readonly statusCode?: number;
  readonly response?: { readonly headers?: { get(name: string): string | undefined } };
}

/** Codes of Node.js and of the clients' pipeline when nobody answers. @see https://nodejs.org/api/errors.html#common-system-errors */
const networkCodes =
  /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|REQUEST_SEND_ERROR)$/;

/** What a sign-in says when nobody answers. @see https://learn.microsoft.com/entra/msal/javascript/browser/errors */
const signInUnanswered = /endpoints_resolution_error|network_error/;

/** What to do about a status, by the status. @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors */
const mends: Readonly<Record<number, string>> = {
  401: "Sign in again: az login.",
  403: "Ask for a role that allows this action: Contributor on the stack's group has it.",
  404: "What the stack deployed is not there any more: npx ftl drift says what is gone.",
  409: "Something else is being done to it, or the name is taken. Wait for that to end, then give the same command again.",
};

/**
 * Does something with the clients of Resource Manager, whose errors become a {@link Refusal} that says what was tried,
 * what Azure said, and the mend. Who is not signed in or not answered can't tell how things are: exit code 2; what
 * Azure refuses has failed: exit code 1.
 *
 * @param what As in "can't <what>": `list the revisions of ftl-prd-api`.
 */
export async function inAzure<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw azureRefusal(what, error);
  }
}

/** The refusal that an error of the clients comes to; an error of another kind stays as it is. */
export function azureRefusal(what: string, error: unknown): Error {
  if (!(error instanceof Error) || error instanceof Refusal) return error as Error;
  const { name = "", message = "", code, statusCode, response } = error as AzureError;
  const said = (mend: string, exitCode: number) =>
    new Refusal(`Can't ${what}: ${firstLine(message)}\n${mend}`, exitCode);
  const isSignIn = /^(?:Authentication|CredentialUnavailable|AggregateAuthentication)/.test(name);
  if (networkCodes.test(code ?? "") || (isSignIn && signInUnanswered.test(message))) {
    return said(
      "Nobody answers there: look after the network, then give the same command again.",
      cannotTell,
    );
  }
  if (isSignIn) return said("Nobody is signed in to Azure: az login.", cannotTell);
  if (statusCode === undefined) {
    // A long-running operation that Azure began, and that failed, has no status.
    if (/long-running operation/i.test(message)) return said("Azure began it, and it failed.", 1);
    return error;
  }
  if (statusCode === 429) {
    const after = response?.headers?.get("retry-after");
    const wait = after === undefined ? "a minute" : `${after} seconds`;
    return said(`Azure was asked too often: wait ${wait}, then again.`, cannotTell);
  }
  if (statusCode >= 500) return said("Azure itself has a failure: try again.", cannotTell);
  const mend = mends[statusCode] ?? `Azure refuses it (${code ?? statusCode}).`;
  return said(mend, statusCode === 401 || statusCode === 403 ? cannotTell : 1);
}

function firstLine(message: string): string {
  return message.split("\n")[0]!.trim();
}
