import { Refusal } from "../refusal";

/** What Octokit throws when GitHub refuses, or can't be reached: that has the status 500. */
interface RequestError extends Error {
  readonly status: number;
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
}

/** Seconds that are waited for at most when GitHub asks to come back later. */
const maxWaitSec = 60;

/** Seconds after which to ask again once; nothing when that won't help. */
export function retryAfterSec(error: unknown): number | undefined {
  if (!isRequestError(error)) return undefined;
  if (error.status >= 500) return 1;
  const wait = waitSec(error);
  return wait !== undefined && wait <= maxWaitSec ? wait : undefined;
}

/** What a person is told. @param target `OWNER/REPO#NUMBER` @param api Where GitHub is. */
export function refusalOf(error: unknown, target: string, api: string): unknown {
  if (!isRequestError(error)) return error;
  const { status, message } = error;
  const said = `GitHub said: ${message}`;
  if (isRateLimit(error)) {
    const wait = waitSec(error);
    const when = wait === undefined ? "in a few minutes" : `in ${wait} seconds`;
    return new Refusal(`GitHub takes no more requests for now: try again ${when}. ${said}`);
  }
  if (status === 401) {
    return new Refusal(`GITHUB_TOKEN is wrong, or no longer valid. ${said}`);
  }
  if (status === 403) {
    return new Refusal(
      `GITHUB_TOKEN may not comment on ${target}: it takes the permission 'pull-requests: write', ` +
        `which a workflow has not in a run for a fork. ${said}`,
    );
  }
  if (status === 404) {
    return new Refusal(`There is no pull request ${target} that GITHUB_TOKEN can see. ${said}`);
  }
  if (status === 422) return new Refusal(`GitHub does not take the comment on ${target}. ${said}`);
  if (status >= 500) return new Refusal(`${api} does not answer as GitHub does. ${said}`);
  return new Refusal(`GitHub refused a comment on ${target} with the status ${status}. ${said}`);
}

function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && typeof (error as RequestError).status === "number";
}

/** @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function isRateLimit({ status, message, response }: RequestError): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  const headers = response?.headers ?? {};
  return (
    headers["retry-after"] !== undefined ||
    String(headers["x-ratelimit-remaining"]) === "0" ||
    /rate limit/i.test(message)
  );
}

function waitSec(error: RequestError): number | undefined {
  if (!isRateLimit(error)) return undefined;
  const headers = error.response?.headers ?? {};
  const after = Number(headers["retry-after"]);
  if (after >= 0) return after;
  const reset = Number(headers["x-ratelimit-reset"]);
  if (reset > 0) return Math.max(0, Math.ceil(reset - Date.now() / 1000));
  return undefined;
}
