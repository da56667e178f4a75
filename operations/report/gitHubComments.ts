import type { Octokit } from "@octokit/rest";
import { Refusal } from "../refusal";
import { refusalOf, retryAfterSec } from "./gitHubError";

/** A comment that is there once. */
export interface Comment {
  /** What it begins with, by which it is found again. */
  readonly marker: string;
  readonly body: string;
}

/** A pull request on a GitHub. */
export interface PullRequest {
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
}

/** How to reach GitHub. */
export interface GitHubAccess {
  readonly token: string;
  /** `https://api.github.com` */
  readonly api: string;
  /** Waits for a number of seconds. */
  readonly wait: (seconds: number) => Promise<void>;
}

/** Comments that a page of GitHub's has at most. @see https://docs.github.com/rest/issues/comments#list-issue-comments */
const perPage = 100;
const requestTimeoutMs = 30_000;

/** @throws Refusal when it is not OWNER/REPO#NUMBER. */
export function pullRequestOf(text: string): PullRequest {
  const [, owner, repository, number] = /^([\w.-]+)\/([\w.-]+)#([1-9]\d{0,9})$/.exec(text) ?? [];
  if (owner !== undefined && repository !== undefined) {
    return { owner, repository, number: Number(number) };
  }
  throw new Refusal(
    `--post takes a pull request as OWNER/REPO#NUMBER, not ${JSON.stringify(text)}.`,
  );
}

/** @throws Refusal when it is no address to which a token can be sent. */
export function apiAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = ["127.0.0.1", "[::1]", "localhost"].includes(url?.hostname ?? "");
  if (url?.protocol === "https:" || (url?.protocol === "http:" && loopback)) {
    return text.replace(/\/+$/, "");
  }
  throw new Refusal(
    `GitHub's API is not at ${JSON.stringify(text)}: it takes an https:// address.`,
  );
}

/**
 * Posts comments on a pull request; one that is there already is updated. Only comments of the token's owner count:
 * anybody may write what looks like ours, and could rewrite it afterwards.
 *
 * @returns Where each comment is.
 * @throws Refusal when GitHub doesn't take one.
 */
export async function postComments(
  { token, api, wait }: GitHubAccess,
  pullRequest: PullRequest,
  comments: readonly Comment[],
): Promise<string[]> {
  const octokit = await client(token, api);
  const addresses: string[] = [];
  try {
    for (const comment of comments) {
      // All of it is done again: GitHub may have written what it couldn't answer.
      addresses.push(await twice(() => post(octokit, pullRequest, comment), wait));
    }
  } catch (error) {
    const { owner, repository, number } = pullRequest;
    throw refusalOf(error, `${owner}/${repository}#${number}`, api);
  }
  return addresses;
}

async function post(
  octokit: Octokit,
  { owner, repository: repo, number: issue_number }: PullRequest,
  { marker, body }: Comment,
): Promise<string> {
  const author = await loginOf(octokit);
  const all = await octokit.paginate(octokit.rest.issues.listComments, {
    owner,
    repo,
    issue_number,
    per_page: perPage,
  });
  const ours = all
    .filter((one) => one.user?.login === author && one.body?.startsWith(marker) === true)
    .sort((one, other) => other.id - one.id);
  const [newest, ...older] = ours;
  for (const { id: comment_id } of older) {
    await octokit.rest.issues.deleteComment({ owner, repo, comment_id });
  }
  const written =
    newest === undefined
      ? await octokit.rest.issues.createComment({ owner, repo, issue_number, body })
      : await octokit.rest.issues.updateComment({ owner, repo, comment_id: newest.id, body });
  return written.data.html_url;
}

/**
 * Whose the token is. Only GraphQL tells it to a workflow's token, too: `github-actions[bot]`.
 *
 * @see https://github.com/fullsend-ai/fullsend/pull/1953
 */
async function loginOf(octokit: Octokit): Promise<string> {
  const { viewer } = await octokit.graphql<{ viewer: { login: string } }>("{ viewer { login } }");
  return viewer.login;
}

async function client(auth: string, baseUrl: string): Promise<Octokit> {
  // It has no CommonJS.
  const { Octokit: Client } = await import("@octokit/rest");
  const quiet = () => undefined;
  return new Client({
    auth,
    baseUrl,
    userAgent: "ftl-infra",
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: {
      fetch: (url: string, options: RequestInit) =>
        fetch(url, { ...options, signal: AbortSignal.timeout(requestTimeoutMs) }),
    },
  });
}

async function twice<T>(work: () => Promise<T>, wait: GitHubAccess["wait"]): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const seconds = retryAfterSec(error);
    if (seconds === undefined) throw error;
    await wait(seconds);
    return work();
  }
}
