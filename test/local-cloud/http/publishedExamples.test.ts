import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../../local-cloud/json";
import { knownDifferences, notSent } from "./exampleDifferences";
import { acceptableBody, exampleGroupId, localised, setupOf, setupsBefore } from "./exampleWorld";
import { differences, publishedExamples, type PublishedExample } from "./publishedExamples";
import { ServedCloud, type WireAnswer } from "./servedCloud";

const published = publishedExamples();

describe("Microsoft's published examples", () => {
  let served: ServedCloud;
  const classicRedis = process.env["FTL_LOCAL_CLASSIC_REDIS"];

  before(async () => {
    process.env["FTL_LOCAL_CLASSIC_REDIS"] = "allowed";
    served = await ServedCloud.open();
  });

  after(async () => {
    if (classicRedis === undefined) delete process.env["FTL_LOCAL_CLASSIC_REDIS"];
    else process.env["FTL_LOCAL_CLASSIC_REDIS"] = classicRedis;
    await served.close();
  });

  beforeEach(() =>
    put({ path: exampleGroupId, apiVersion: "2025-04-01", body: { location: "eastus" } }),
  );

  afterEach(async () => {
    await served.cloud.resourceManager.delete(exampleGroupId);
    for (const { name } of served.cloud.resourceManager.listSoftDeleted(
      "Microsoft.KeyVault/vaults",
    )) {
      await served.cloud.resourceManager.purgeVault(name);
    }
  });

  async function put(setup: { path: string; apiVersion: string; body: object }): Promise<void> {
    const { status, text } = await served.call("PUT", setup.path, setup.apiVersion, {
      body: setup.body as never,
    });
    assert.ok(status < 300, `${setup.path}: ${text}`);
  }

  /** Makes what the example takes for granted, and sends it. */
  async function send(
    example: PublishedExample,
  ): Promise<{ answer: WireAnswer; written: JsonObject }> {
    const { method, apiVersion } = example;
    const path = localised(example.path) as string;
    const [app] = path.split(/\/revisions(?:\/|$)/);
    const id =
      app !== path ? app! : method === "POST" ? path.slice(0, path.lastIndexOf("/")) : path;
    if (method === "PUT") {
      const body = acceptableBody(example);
      for (const setup of setupsBefore(id, published)) await put(setup);
      return { answer: await served.call(method, path, apiVersion, { body }), written: body };
    }
    const setups = id === exampleGroupId ? [] : setupOf(id, published);
    for (const setup of setups) await put(setup);
    const where = app === path ? path : await withRevision(id, path);
    const written = setups.at(-1)?.body ?? {};
    return { answer: await served.call(method, where, apiVersion), written };
  }

  /** The path with the name of the revision that the app really has. */
  async function withRevision(app: string, path: string): Promise<string> {
    const { body } = await served.call("GET", app, "2025-07-01");
    const { latestRevisionName } = body.properties as { latestRevisionName: string };
    return path.replace(/(\/revisions\/)[^/]+/, `$1${latestRevisionName}`);
  }

  for (const example of published.filter(({ name }) => !Object.hasOwn(notSent, name))) {
    it(`are answered in the shape that is published: ${example.name}`, async () => {
      const { answer, written } = await send(example);

      const headers = example.statuses[String(answer.status)];
      assert.ok(headers !== undefined, `status ${answer.status}: ${answer.text}`);
      for (const header of headers) assert.ok(answer.headers[header] !== undefined, `no ${header}`);
      const body = answer.text === "" ? undefined : (JSON.parse(answer.text) as Json);
      const found = body === undefined ? [] : differences(example.answer, body, written);
      assert.deepEqual(found, knownDifferences[example.name] ?? []);
    });
  }

  it("are named in the tables of what is left out and what differs only if they are there", () => {
    const names = new Set(published.map(({ name }) => name));

    const unknown = [...Object.keys(notSent), ...Object.keys(knownDifferences)].filter(
      (name) => !names.has(name),
    );

    assert.deepEqual(unknown, []);
  });
});
