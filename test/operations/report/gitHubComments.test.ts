import assert from "node:assert/strict";
import { apiAddress, postComments, pullRequestOf } from "../../../operations/report/gitHubComments";
import { botLogin, type GitHubServer, serveGitHub, token } from "./gitHubServer";

const pullRequest = { owner: "ftl", repository: "infra", number: 7 };
const comment = { marker: "<!-- prd -->", body: "<!-- prd -->\nnew" };

describe("a comment on a pull request", () => {
  let gitHub: GitHubServer;
  let waits: number[];

  beforeEach(async () => {
    gitHub = await serveGitHub();
    waits = [];
  });
  afterEach(() => gitHub.close());

  const post = (access: { token?: string; number?: number; body?: string; api?: string } = {}) =>
    postComments(
      {
        token: access.token ?? token,
        api: access.api ?? gitHub.url,
        wait: async (seconds) => void waits.push(seconds),
      },
      { ...pullRequest, number: access.number ?? 7 },
      [{ ...comment, body: access.body ?? comment.body }],
    );
  const bodies = () => gitHub.comments.map(({ login, body }) => `${login}: ${body}`);

  it("is made when there is none, and says where it is", async () => {
    const addresses = await post();

    assert.deepEqual(bodies(), [`${botLogin}: <!-- prd -->\nnew`]);
    assert.deepEqual(addresses, ["https://github.example/ftl/infra/pull/7#issuecomment-1000"]);
  });

  it("is updated when it is there, also behind many pages of others", async () => {
    for (let id = 1; id <= 250; id++) gitHub.comments.push({ id, login: "somebody", body: "+1" });
    gitHub.comments[249] = { id: 250, login: botLogin, body: "<!-- prd -->\nold" };

    await post();

    assert.equal(gitHub.comments.length, 250);
    assert.equal(gitHub.comments[249]?.body, comment.body);
    assert.equal(gitHub.requests.filter((request) => request.startsWith("GET ")).length, 3);
  });

  it("stands once: of several the newest is updated and the others are deleted", async () => {
    for (const id of [1, 2, 3]) {
      gitHub.comments.push({ id, login: botLogin, body: `<!-- prd -->\n${id}` });
    }

    await post();

    assert.deepEqual(
      gitHub.comments.map(({ id, body }) => [id, body]),
      [[3, comment.body]],
    );
  });

  for (const [what, login, body] of [
    ["of another stack", botLogin, "<!-- stg -->\nother"],
    ["of another bot with the same marker", "other[bot]", "<!-- prd -->\nforged"],
    ["of a person with the same marker", "mallory", "<!-- prd -->\nforged"],
    ["of its own that only quotes the marker", botLogin, "> <!-- prd -->\nquoted"],
  ] as const) {
    it(`leaves one ${what} alone`, async () => {
      gitHub.comments.push({ id: 1, login, body });

      await post();

      assert.deepEqual(bodies(), [`${login}: ${body}`, `${botLogin}: ${comment.body}`]);
    });
  }

  it("is tried again once when GitHub stumbles, and is not there twice afterwards", async () => {
    gitHub.disturbances.push({ status: 502, message: "Bad Gateway", method: "POST" });
    gitHub.disturbances.push({ status: 502, message: "Bad Gateway", method: "POST", after: true });

    await assert.rejects(
      post(),
      /127\.0\.0\.1:\d+ does not answer as GitHub does\. GitHub said: Bad Gateway/,
    );
    await post();

    assert.equal(gitHub.comments.length, 1);
    assert.deepEqual(waits, [1]);
  });

  for (const [what, headers, seconds] of [
    ["as long as it says", { "retry-after": "7" }, 7],
    [
      "until there are requests again",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" },
      0,
    ],
  ] as const) {
    it(`is posted after the wait that GitHub asks for, ${what}`, async () => {
      gitHub.disturbances.push({ status: 403, message: "Forbidden", headers });

      await post();

      assert.deepEqual(waits, [seconds]);
      assert.equal(gitHub.comments.length, 1);
    });
  }

  for (const [what, disturbance, message] of [
    [
      "a token that may not write",
      { status: 403, message: "Resource not accessible by integration" },
      /may not comment on ftl\/infra#7: it takes the permission 'pull-requests: write'.*not accessible/,
    ],
    [
      "a rate limit that is too long to wait for",
      { status: 429, message: "Slow down", headers: { "retry-after": "900" } },
      /takes no more requests for now: try again in 900 seconds/,
    ],
    [
      "a secondary rate limit without a time",
      { status: 403, message: "You have exceeded a secondary rate limit." },
      /takes no more requests for now: try again in a few minutes/,
    ],
    [
      "a locked conversation",
      { status: 410, message: "This issue is locked" },
      /with the status 410.*is locked/,
    ],
  ] as const) {
    it(`is refused with the reason: ${what}`, async () => {
      gitHub.disturbances.push(disturbance);

      await assert.rejects(post(), { name: "Refusal", message });
      assert.deepEqual(waits, []);
    });
  }

  it("is refused with the reason: a token that is wrong, which is not repeated", async () => {
    await assert.rejects(post({ token: "ghs_wrong" }), (error: Error) => {
      assert.match(error.message, /^GITHUB_TOKEN is wrong, or no longer valid/);
      assert.ok(!error.message.includes("ghs_wrong"));
      return true;
    });
  });

  it("is refused with the reason: a pull request that isn't there", async () => {
    await assert.rejects(
      post({ number: 8 }),
      /There is no pull request ftl\/infra#8 that GITHUB_TOKEN can see/,
    );
  });

  it("is refused with the reason: a body that is too long", async () => {
    await assert.rejects(
      post({ body: "x".repeat(65_537) }),
      /does not take the comment on ftl\/infra#7.*too long \(maximum is 65536 characters\)/,
    );
  });

  it("is refused with the reason: nobody answers", async () => {
    const { url } = gitHub;
    await gitHub.close();
    gitHub = await serveGitHub();

    await assert.rejects(post({ api: url }), /does not answer as GitHub does.*ECONNREFUSED/);
    assert.deepEqual(waits, [1]);
  });
});

describe("where a comment goes", () => {
  it("is a pull request of a repository", () => {
    assert.deepEqual(pullRequestOf("ftl/infra.x#12"), {
      owner: "ftl",
      repository: "infra.x",
      number: 12,
    });
  });

  for (const text of [
    "ftl/infra",
    "ftl#1",
    "ftl/infra#0",
    "ftl/infra#1x",
    "a/b/c#1",
    "ftl/in fra#1",
  ]) {
    it(`rejects ${text}`, () => {
      assert.throws(() => pullRequestOf(text), /OWNER\/REPO#NUMBER/);
    });
  }

  for (const [text, expected] of [
    ["https://api.github.com/", "https://api.github.com"],
    ["https://ghe.example/api/v3", "https://ghe.example/api/v3"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
  ] as const) {
    it(`is a GitHub at ${text}`, () => {
      assert.equal(apiAddress(text), expected);
    });
  }

  for (const text of [
    "http://api.github.com",
    "api.github.com",
    "file:///etc/passwd",
    "http://127.0.0.1.example/",
  ]) {
    it(`rejects ${text}, to which no token must be sent`, () => {
      assert.throws(() => apiAddress(text), /takes an https:\/\/ address/);
    });
  }
});
