import http from "node:http";
import type { AddressInfo } from "node:net";

/** A comment as GitHub has it. */
export interface GitHubComment {
  readonly id: number;
  readonly login: string;
  body: string;
}

/** What the next request is answered with, instead of what it should be; `after` when it is carried out first. */
export interface Disturbance {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `POST /repos/…` only, for instance; any by default. */
  readonly method?: string;
  readonly after?: boolean;
}

/** GitHub, as far as comments on the pull request `ftl/infra#7` go. */
export interface GitHubServer {
  readonly url: string;
  /** Comments by age, the oldest first. */
  readonly comments: GitHubComment[];
  readonly disturbances: Disturbance[];
  /** Method and path of each request. */
  readonly requests: string[];
  close(): Promise<void>;
}

export const token = "ghs_loopback0123456789";
export const botLogin = "github-actions[bot]";

/** @see https://github.com/telia-oss/github-pr-resource/issues/259 */
const maxBody = 65_536;
const commentsPath = "/repos/ftl/infra/issues/7/comments";

export async function serveGitHub(): Promise<GitHubServer> {
  const comments: GitHubComment[] = [];
  const disturbances: Disturbance[] = [];
  const requests: string[] = [];
  let nextId = 1000;
  let origin = "";

  const shown = ({ id, login, body }: GitHubComment) => ({
    id,
    body,
    user: { login },
    html_url: `https://github.example/ftl/infra/pull/7#issuecomment-${id}`,
  });
  const refused = (status: number, message: string) => ({
    status,
    body: { message, status: String(status) },
  });
  const tooLong = () => ({
    status: 422,
    body: {
      message: "Validation Failed",
      errors: [
        {
          resource: "IssueComment",
          code: "unprocessable",
          field: "data",
          message: "Body is too long (maximum is 65536 characters)",
        },
      ],
    },
  });

  /** What GitHub answers. @see https://docs.github.com/rest/issues/comments */
  function answer(method: string, url: URL, authorization: string, body: string): Answer {
    if (authorization !== `token ${token}`) return refused(401, "Bad credentials");
    const written =
      method === "POST" || method === "PATCH" ? (JSON.parse(body) as { body: string }) : undefined;
    if (url.pathname === "/graphql") {
      return { status: 200, body: { data: { viewer: { login: botLogin } } } };
    }
    if (written !== undefined && written.body.length > maxBody) return tooLong();
    if (url.pathname === commentsPath && method === "GET") return page(url);
    if (url.pathname === commentsPath && written !== undefined) {
      const made = { id: nextId++, login: botLogin, body: written.body };
      comments.push(made);
      return { status: 201, body: shown(made) };
    }
    const [, id] = /^\/repos\/ftl\/infra\/issues\/comments\/(\d+)$/.exec(url.pathname) ?? [];
    const index = comments.findIndex((comment) => comment.id === Number(id));
    if (index < 0) return refused(404, "Not Found");
    if (method === "DELETE") {
      comments.splice(index, 1);
      return { status: 204, body: undefined };
    }
    comments[index]!.body = written!.body;
    return { status: 200, body: shown(comments[index]!) };
  }

  /** @see https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
  function page(url: URL): Answer {
    const size = Math.min(Number(url.searchParams.get("per_page") ?? 30), 100);
    const number = Number(url.searchParams.get("page") ?? 1);
    const last = Math.max(1, Math.ceil(comments.length / size));
    const to = (page: number, rel: string) =>
      `<${origin}${commentsPath}?per_page=${size}&page=${page}>; rel="${rel}"`;
    const link: Record<string, string> =
      number < last ? { link: `${to(number + 1, "next")}, ${to(last, "last")}` } : {};
    const from = (number - 1) * size;
    return { status: 200, headers: link, body: comments.slice(from, from + size).map(shown) };
  }

  const server = http.createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (more: string) => (text += more));
    request.once("end", () => {
      const method = request.method!;
      const url = new URL(request.url!, origin);
      requests.push(`${method} ${url.pathname}${url.search}`);
      const [next] = disturbances;
      const disturbed = next !== undefined && (next.method ?? method) === method;
      if (disturbed) disturbances.shift();
      const { status, headers, body } =
        disturbed && next.after !== true
          ? { ...refused(next.status, next.message), headers: next.headers }
          : answer(method, url, request.headers.authorization ?? "", text);
      const said = disturbed
        ? { status: next.status, body: { message: next.message } }
        : { status, body };
      response.writeHead(said.status, {
        "content-type": "application/json; charset=utf-8",
        connection: "close",
        ...headers,
      });
      response.end(said.status === 204 ? undefined : JSON.stringify(said.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    comments,
    disturbances,
    requests,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: unknown;
}
