import assert from "node:assert/strict";
import { EnvironmentCredential } from "@azure/identity";
import type { ApiAnswer } from "../../../local-cloud/http/apiFront";
import { azureRefusal, inAzure } from "../../../operations/azure/azureRefusal";
import { backup } from "../../../operations/azure/backup";
import type { StackInAzure } from "../../../operations/azure/stackInAzure";
import { said, ServedStack } from "./servedStack";

function answer(status: number, code: string, message: string, headers = {}): ApiAnswer {
  return { status, headers, body: { error: { code, message } } };
}

describe("what a command says when Azure does not do as it is asked", function () {
  this.timeout(30_000);
  let stack: ServedStack;
  before(async () => {
    stack = await ServedStack.deploy("prd");
  });
  afterEach(() => stack.api.faults.clear());
  after(() => stack.close());

  const list = (target: StackInAzure = stack.target) => said(() => backup(target, { list: true }));

  for (const [given, exitCode, why] of [
    [
      answer(401, "ExpiredAuthenticationToken", "The access token expiry time is over."),
      2,
      /az login/,
    ],
    [
      answer(
        403,
        "AuthorizationFailed",
        "The client 'x' does not have authorization to perform action 'y'.",
      ),
      2,
      /Can't list the backups of ftl-prd-pg: The client 'x' .* action 'y'\.\nAsk for a role/,
    ],
    [
      answer(404, "ResourceNotFound", "The resource is not there."),
      1,
      /npx ftl drift says what is gone/,
    ],
    [
      answer(
        409,
        "AnotherOperationInProgress",
        "Another operation on this resource is in progress.",
      ),
      1,
      /Another operation .*\nSomething else is being done to it/,
    ],
    [
      answer(429, "ResourceRequestsThrottled", "Number of requests exceeded.", {
        "retry-after": "17",
      }),
      2,
      /asked too often: wait 17 seconds/,
    ],
    [
      answer(400, "InvalidParameterValue", "Invalid value."),
      1,
      /Azure refuses it \(InvalidParameterValue\)/,
    ],
    [answer(503, "ServiceUnavailable", "The service is away."), 2, /Azure itself has a failure/],
  ] as const) {
    it(`says the mend of a ${given.status}, and ends with ${exitCode}`, async () => {
      stack.api.faults.add({ fault: { kind: "answer", answer: given }, path: "/backups" });

      const ended = await list();

      assert.equal(ended.exitCode, exitCode);
      assert.match(ended.error, why);
    });
  }

  it("ends with 2 where the connection breaks", async () => {
    stack.api.faults.add({ fault: { kind: "drop" }, path: "/backups" });

    const { exitCode, error } = await list();

    assert.equal(exitCode, 2);
    assert.match(error, /Can't list the backups of ftl-prd-pg: .*\nNobody answers there/);
  });

  it("ends with 2 where nobody listens", async () => {
    const { access } = stack.target;
    const clientOptions = { ...access.clientOptions, endpoint: "https://localhost:9" };

    const { exitCode, error } = await list({
      ...stack.target,
      access: { ...access, clientOptions },
    });

    assert.equal(exitCode, 2);
    assert.match(error, /Nobody answers there/);
  });

  it("ends with 2 where nobody answers who gives tokens", async () => {
    const { access } = stack.target;
    const credential = stack.credentialAt("https://localhost:9");

    const { exitCode, error } = await list({ ...stack.target, access: { ...access, credential } });

    assert.equal(exitCode, 2);
    assert.match(error, /Nobody answers there/);
  });

  it("ends with 2 where nobody is signed in", async () => {
    const { access } = stack.target;
    const credential = new EnvironmentCredential();

    const { exitCode, error } = await list({ ...stack.target, access: { ...access, credential } });

    assert.equal(exitCode, 2);
    assert.match(error, /Nobody is signed in to Azure: az login/);
  });

  it("takes a failure of the program itself for what it is", async () => {
    const bug = new TypeError("x is not a function");

    assert.equal(azureRefusal("do it", bug), bug);
    await assert.rejects(
      inAzure("do it", async () => Promise.reject(bug)),
      bug,
    );
  });
});
