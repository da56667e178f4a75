import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as empty from "google-protobuf/google/protobuf/empty_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as services from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { JsonObject } from "../../../local-cloud/json";
import { AzureNative } from "../../../local-cloud/providers/azureNative/azureNative";
import { type ListeningProvider, serveProvider } from "../../../local-cloud/providers/grpcServer";
import { unknownValue } from "../../../local-cloud/providers/providerFront";
import { resourceId, TestCloud } from "../arm/cloud";

const token = "azure-native:managedidentity:UserAssignedIdentity";
const urn = `urn:pulumi:tst::ftl::ftl:app:Api$${token}::main::with::colons`;
const identity = { resourceGroupName: "rg", resourceName: "main", location: "centralindia" };
const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;

/** The methods of the client, as far as a test of their answers cares. */
type Methods = Record<
  string,
  (request: unknown, callback: (error: Error | null, response: unknown) => void) => void
>;

describe("A provider that the engine attaches to", () => {
  let cloud: TestCloud;
  let provider: ListeningProvider;
  let client: services.ResourceProviderClient;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    provider = await serveProvider(new AzureNative(cloud.resourceManager));
    client = new services.ResourceProviderClient(
      `127.0.0.1:${provider.port}`,
      grpc.credentials.createInsecure(),
    );
  });
  afterEach(async () => {
    client.close();
    await provider.close();
    cloud.close();
  });

  function call<Request, Response>(method: string, request: Request): Promise<Response> {
    const methods = client as unknown as Methods;
    return new Promise((resolve, reject) => {
      methods[method]!(request, (error, response) =>
        error ? reject(error) : resolve(response as Response),
      );
    });
  }

  function create(inputs: JsonObject, preview = false): Promise<messages.CreateResponse> {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(struct(inputs));
    request.setPreview(preview);
    return call<messages.CreateRequest, messages.CreateResponse>("create", request);
  }

  function diff(old: JsonObject, next: JsonObject): Promise<messages.DiffResponse> {
    const request = new messages.DiffRequest();
    request.setUrn(urn);
    request.setId(resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "main"));
    request.setOldInputs(struct(old));
    request.setNews(struct(next));
    return call<messages.DiffRequest, messages.DiffResponse>("diff", request);
  }

  it("reports the version of the SDK that it stands in for", async () => {
    const info = await call<empty.Empty, plugin.PluginInfo>("getPluginInfo", new empty.Empty());
    const sdk = require("@pulumi/azure-native/package.json") as { version: string };

    assert.equal(info.getVersion(), sdk.version);
  });

  it("takes the stack's configuration, and asks for plain values and previews", async () => {
    const request = new messages.ConfigureRequest();
    request.setArgs(struct({ location: "westeurope" }));
    const response = await call<messages.ConfigureRequest, messages.ConfigureResponse>(
      "configure",
      request,
    );
    assert.deepEqual([response.getAcceptsecrets(), response.getSupportspreview()], [false, true]);

    const check = new messages.CheckRequest();
    check.setUrn(urn);
    check.setNews(struct({ resourceGroupName: "rg", resourceName: "main" }));
    const checked = await call<messages.CheckRequest, messages.CheckResponse>("check", check);
    assert.equal(plain(checked.getInputs()).location, "westeurope");
  });

  it("checks inputs: makes up a name from the engine's seed, and reports what is missing", async () => {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setNews(struct({ location: "centralindia" }));
    request.setRandomseed(Uint8Array.from([0xab, 0xcd, 0xef, 0x01, 0x23]));
    const response = await call<messages.CheckRequest, messages.CheckResponse>("check", request);

    assert.equal(plain(response.getInputs()).resourceName, "main::with::colonsabcdef01");
    assert.deepEqual(
      response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]),
      [["resourceGroupName", "missing required property 'resourceGroupName'"]],
    );
  });

  it("keeps what is unknown in a preview unknown, and makes nothing", async () => {
    const response = await create({ ...identity, tags: { a: unknownValue } }, true);

    assert.deepEqual(plain(response.getProperties()), { ...identity, tags: { a: unknownValue } });
    assert.equal(response.getId(), "");
    assert.deepEqual(
      cloud.resourceManager.list("Microsoft.ManagedIdentity/userAssignedIdentities"),
      [],
    );
  });

  it("creates, reads, updates, and deletes", async () => {
    const created = await create({ ...identity, tags: { a: "1" } });
    const id = created.getId();
    assert.equal(id, resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "main"));

    const update = new messages.UpdateRequest();
    update.setUrn(urn);
    update.setId(id);
    update.setOlds(created.getProperties());
    update.setOldInputs(struct(identity));
    update.setNews(struct({ ...identity, tags: { b: "2" } }));
    const updated = await call<messages.UpdateRequest, messages.UpdateResponse>("update", update);
    assert.deepEqual(plain(updated.getProperties()).tags, { b: "2" });

    const read = new messages.ReadRequest();
    read.setUrn(urn);
    read.setId(id);
    const found = await call<messages.ReadRequest, messages.ReadResponse>("read", read);
    assert.equal(found.getId(), id);
    assert.deepEqual(plain(found.getProperties()), plain(updated.getProperties()));
    assert.deepEqual(plain(found.getInputs()), {
      ...identity,
      tags: { b: "2" },
    });

    const deletion = new messages.DeleteRequest();
    deletion.setUrn(urn);
    deletion.setId(id);
    await call<messages.DeleteRequest, empty.Empty>("delete", deletion);
    assert.equal(
      (await call<messages.ReadRequest, messages.ReadResponse>("read", read)).getId(),
      "",
    );
  });

  it("describes a difference by path and by property", async () => {
    const response = await diff(
      { ...identity, tags: { a: "1", b: "2" } },
      { ...identity, resourceName: "other", tags: { a: "9" } },
    );
    const details: Record<string, number> = {};
    response.getDetaileddiffMap().forEach((detail, path) => (details[path] = detail.getKind()));
    const { UPDATE, UPDATE_REPLACE, DELETE } = messages.PropertyDiff.Kind;

    assert.equal(response.getChanges(), DIFF_SOME);
    assert.deepEqual(details, { resourceName: UPDATE_REPLACE, "tags.a": UPDATE, "tags.b": DELETE });
    assert.deepEqual(response.getDiffsList().toSorted(), ["resourceName", "tags"]);
    assert.deepEqual(response.getReplacesList(), ["resourceName"]);
    assert.equal(response.getDeletebeforereplace(), true);
  });

  it("finds no difference between equals", async () => {
    const response = await diff(identity, identity);
    assert.equal(response.getChanges(), DIFF_NONE);
    assert.deepEqual(response.getDiffsList(), []);
  });

  it("answers functions", async () => {
    const request = new messages.InvokeRequest();
    request.setTok("azure-native:authorization:getClientConfig");
    request.setArgs(struct({}));
    const response = await call<messages.InvokeRequest, messages.InvokeResponse>("invoke", request);

    assert.equal(plain(response.getReturn()).tenantId, cloud.resourceManager.tenantId);
  });

  it("refuses with the message that the person is to read, and goes on", async () => {
    await assert.rejects(
      create({ ...identity, resourceGroupName: "gone" }),
      (error: grpc.ServiceError) => {
        assert.equal(
          error.details,
          `Status=404 Code="ResourceGroupNotFound" Message="Resource group 'gone' could not be found."`,
        );
        return true;
      },
    );
    assert.notEqual((await create(identity)).getId(), "");
  });

  it("can't be had on a port that is taken", async () => {
    // The library says it on the console as well.
    grpc.setLogVerbosity(grpc.logVerbosity.NONE);
    await assert.rejects(serveProvider(new AzureNative(cloud.resourceManager), provider.port), {
      name: "PortTaken",
      port: provider.port,
    });
    grpc.setLogVerbosity(grpc.logVerbosity.ERROR);
  });
});

function struct(value: JsonObject): Struct {
  return Struct.fromJavaScript(value as never);
}

function plain(value: Struct | undefined): JsonObject {
  assert.ok(value);
  return value.toJavaScript() as JsonObject;
}
