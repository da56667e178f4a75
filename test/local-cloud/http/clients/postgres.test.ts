import assert from "node:assert/strict";
import {
  PostgreSQLManagementFlexibleServerClient,
  type Server,
} from "@azure/arm-postgresql-flexible";
import { childId, resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import { localSubscriptionId } from "../../../../local-cloud/arm/resourceManager";
import { ServedCloud } from "../servedCloud";
import { all, clientOptions, codeOf, credentialOf, groupName } from "./signedIn";

const location = "centralindia";
const groupId = resourceGroupId(localSubscriptionId, groupName);
const serverId = (name: string) =>
  childId(groupId, "Microsoft.DBforPostgreSQL/flexibleServers", [name]);

const server: Server = {
  location,
  sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
  version: "16",
  administratorLogin: "ftladmin",
  administratorLoginPassword: "Tr4d1ng-platf0rm",
  storage: { storageSizeGB: 64 },
};

describe("@azure/arm-postgresql-flexible on the local cloud", () => {
  let served: ServedCloud;
  let client: PostgreSQLManagementFlexibleServerClient;

  before(async () => {
    served = await ServedCloud.open();
    await served.cloud.resourceManager.put(groupId, { location });
    client = new PostgreSQLManagementFlexibleServerClient(
      credentialOf(served),
      localSubscriptionId,
      clientOptions(served),
    );
    await client.servers.beginCreateOrUpdateAndWait(groupName, "ftl-db", server);
  });

  after(() => served.close());

  it("reads the server that it has made, without its password", async () => {
    const read = await client.servers.get(groupName, "ftl-db");

    assert.equal(read.state, "Ready");
    assert.equal(read.fullyQualifiedDomainName, "ftl-db.postgres.database.azure.com");
    assert.equal(read.administratorLoginPassword, undefined);
  });

  it("grows its disk", async () => {
    await client.servers.beginUpdateAndWait(groupName, "ftl-db", {
      storage: { storageSizeGB: 128 },
    });

    const read = await client.servers.get(groupName, "ftl-db");
    assert.equal(read.storage?.storageSizeGB, 128);
  });

  it("is refused a smaller disk, a taken name, and a mode that is not modelled", async () => {
    await served.cloud.resourceManager.put(resourceGroupId(localSubscriptionId, "rg-2"), {
      location,
    });
    const replica: Server = {
      ...server,
      createMode: "Replica",
      sourceServerResourceId: serverId("ftl-db"),
    };
    const { servers } = client;

    const refusals = [
      await codeOf(
        servers.beginUpdateAndWait(groupName, "ftl-db", { storage: { storageSizeGB: 32 } }),
      ),
      await codeOf(servers.beginCreateOrUpdateAndWait("rg-2", "ftl-db", server)),
      await codeOf(servers.beginCreateOrUpdateAndWait(groupName, "ftl-replica", replica)),
    ];

    assert.deepEqual(refusals, [
      "StorageSizeReductionNotSupported",
      "ServerNameAlreadyExists",
      "NotModelled",
    ]);
  });

  it("takes a backup, lists it, and deletes it", async () => {
    const { backupsAutomaticAndOnDemand: backups } = client;
    const made = await backups.beginCreateAndWait(groupName, "ftl-db", "before-cutover");
    const listed = await all(backups.listByServer(groupName, "ftl-db"));
    await backups.beginDeleteAndWait(groupName, "ftl-db", "before-cutover");

    assert.equal(made.backupType, "Customer On-Demand");
    assert.deepEqual(
      listed.map(({ name }) => name),
      ["before-cutover"],
    );
    assert.equal(
      await codeOf(backups.get(groupName, "ftl-db", "before-cutover")),
      "ResourceNotFound",
    );
  });

  it("restores a server as it was at a point in time", async () => {
    const pointInTimeUTC = served.cloud.clock.now();

    const restored = await client.servers.beginCreateOrUpdateAndWait(groupName, "ftl-db-restored", {
      location,
      createMode: "PointInTimeRestore",
      sourceServerResourceId: serverId("ftl-db"),
      pointInTimeUTC,
    });

    assert.equal(restored.administratorLogin, "ftladmin");
    assert.equal(restored.sku?.name, "Standard_D2ds_v5");
  });

  it("sets a server parameter, and reads it", async () => {
    await client.configurations.beginPutAndWait(groupName, "ftl-db", "max_connections", {
      value: "200",
      source: "user-override",
    });

    const read = await client.configurations.get(groupName, "ftl-db", "max_connections");
    assert.equal(read.value, "200");
  });

  it("makes a database and deletes the server with it", async () => {
    await client.servers.beginCreateOrUpdateAndWait(groupName, "ftl-gone", server);
    await client.databases.beginCreateAndWait(groupName, "ftl-gone", "trading", {});

    await client.servers.beginDeleteAndWait(groupName, "ftl-gone");

    assert.equal(served.cloud.resourceManager.find(serverId("ftl-gone")), undefined);
    assert.equal(
      served.cloud.resourceManager.find(`${serverId("ftl-gone")}/databases/trading`),
      undefined,
    );
  });

  it("waits as long as the service takes", async () => {
    const slow = await ServedCloud.open({ latency: () => 300 });
    try {
      await slow.cloud.resourceManager.put(groupId, { location });
      const { servers } = new PostgreSQLManagementFlexibleServerClient(
        credentialOf(slow),
        localSubscriptionId,
        clientOptions(slow),
      );
      const seen: string[] = [];

      const poller = await servers.beginCreateOrUpdate(groupName, "ftl-slow", server);
      poller.onProgress(({ status }) => seen.push(status.toLowerCase()));
      const made = await poller.pollUntilDone();

      assert.deepEqual([seen[0], seen.at(-1)], ["running", "succeeded"]);
      assert.equal(made.state, "Ready");
    } finally {
      await slow.close();
    }
  });
});
