import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { openStorage } from "../../../operations/backend/openStorage";
import { Azurite } from "../../support/azurite";
import { temporaryFolder } from "../../support/temporaryFolder";

describe("the address of a backend", () => {
  describe("file://", () => {
    const home = temporaryFolder();
    const project = temporaryFolder();
    const folders = { home, below: path.join(home, "state"), project, odd: path.join(home, "a b") };
    const beside = path.join(project, "state");
    before(() => {
      for (const folder of [folders.below, folders.odd, beside]) fs.mkdirSync(folder);
    });

    for (const [url, folder] of [
      ["file://~", home],
      ["file://~/state", folders.below],
      ["file://.", project],
      ["file://./state", beside],
      ["file://state", beside],
      [`file://${beside}`, beside],
      [`file://${beside}/`, beside],
      [`file://${beside}?no_tmp_dir=true`, beside],
      [`file://${home}/a%20b`, folders.odd],
    ] as const) {
      it(`${url.replace(home, "<home>").replace(project, "<project>")} is the folder that Pulumi takes`, async () => {
        fs.writeFileSync(path.join(folder, "here.json"), folder);

        const storage = openStorage(url, { HOME: home }, project);

        assert.equal(await storage.read("here.json"), folder);
      });
    }

    it("rejects a folder that isn't there, and names it", () => {
      const missing = path.join(project, "missing");

      assert.throws(() => openStorage(`file://${missing}`, {}), {
        name: "Refusal",
        message: new RegExp(`there is no folder ${missing}`),
      });
    });
  });

  describe("azblob://", () => {
    let azurite: Azurite;
    let url: string;
    before(async () => {
      azurite = await Azurite.start();
      url = await azurite.container();
    });
    after(() => azurite.stop());

    /** The container's address without what the environment says as well. */
    function bare(): { container: string; domain: string } {
      const { host, searchParams } = new URL(url);
      return { container: `azblob://${host}`, domain: searchParams.get("domain")! };
    }
    const account = () => azurite.environment["AZURE_STORAGE_ACCOUNT"]!;
    const key = () => azurite.environment["AZURE_STORAGE_KEY"]!;

    it("is complete with account and key in the environment", async () => {
      const { container, domain } = bare();
      const environment = {
        ...azurite.environment,
        AZURE_STORAGE_DOMAIN: domain,
        AZURE_STORAGE_PROTOCOL: "http",
        AZURE_STORAGE_IS_LOCAL_EMULATOR: "true",
      };

      assert.deepEqual(await openStorage(container, environment).list(""), []);
    });

    it("takes a connection string", async () => {
      const { container, domain } = bare();
      const endpoint = `http://${domain}/${account()}`;
      const text = `DefaultEndpointsProtocol=http;AccountName=${account()};AccountKey=${key()};BlobEndpoint=${endpoint};`;
      const storage = openStorage(container, { AZURE_STORAGE_CONNECTION_STRING: text });

      assert.deepEqual(await storage.list(""), []);
    });

    it("takes a shared access signature", async () => {
      const { generateAccountSASQueryParameters, StorageSharedKeyCredential } =
        await import("@azure/storage-blob");
      const { AccountSASPermissions, AccountSASResourceTypes, AccountSASServices } =
        await import("@azure/storage-blob");
      const signature = generateAccountSASQueryParameters(
        {
          expiresOn: new Date(Date.now() + 600_000),
          permissions: AccountSASPermissions.parse("rwlc"),
          resourceTypes: AccountSASResourceTypes.parse("sco").toString(),
          services: AccountSASServices.parse("b").toString(),
        },
        new StorageSharedKeyCredential(account(), key()),
      );
      const storage = openStorage(url, { AZURE_STORAGE_SAS_TOKEN: `?${signature.toString()}` });

      assert.equal(await storage.writeNew("a.json", "{}"), true);
    });

    for (const [what, address, environment, message] of [
      ["no account", "azblob://state", {}, /which storage account: add \?storage_account=/],
      ["no container", "azblob://?storage_account=a", {}, /names no container/],
      ["a parameter unknown to Pulumi", "azblob://state?acount=a", {}, /the parameter acount/],
      ["another protocol", "azblob://state?storage_account=a&protocol=ftp", {}, /http or https/],
    ] as const) {
      it(`rejects one with ${what}`, () => {
        assert.throws(() => openStorage(address, environment), { name: "Refusal", message });
      });
    }
  });

  for (const url of [
    "s3://bucket",
    "gs://bucket",
    "https://api.pulumi.com",
    "postgres://host/db",
    "",
  ]) {
    it(`rejects ${url || "an empty one"}, and names the two kinds that there are`, () => {
      assert.throws(() => openStorage(url, {}), {
        name: "Refusal",
        message: /needs a file:\/\/ or azblob:\/\/ address/,
      });
    });
  }
});
