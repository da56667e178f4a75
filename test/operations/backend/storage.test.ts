import { CredentialUnavailableError } from "@azure/identity";
import { ContainerClient } from "@azure/storage-blob";
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import type { BackendStorage } from "../../../operations/backend/backendStorage";
import { BlobStorage } from "../../../operations/backend/blobStorage";
import { openStorage } from "../../../operations/backend/openStorage";
import { Azurite } from "../../support/azurite";
import { temporaryFolder } from "../../support/temporaryFolder";
import { StorageInMemory } from "./storages";

describe("the storage of a backend", () => {
  let azurite: Azurite;
  before(async () => {
    azurite = await Azurite.start();
  });
  after(() => azurite.stop());

  const kinds: Readonly<Record<string, () => Promise<BackendStorage>>> = {
    "a folder": async () => openStorage(`file://${temporaryFolder()}`, {}),
    "a container": async () => openStorage(await azurite.container(), azurite.environment),
    "a prefix in a container": async () =>
      openStorage(await azurite.container("/team/ftl"), azurite.environment),
    "memory, in tests": async () => new StorageInMemory(),
  };

  for (const [kind, open] of Object.entries(kinds)) {
    describe(`in ${kind}`, () => {
      let storage: BackendStorage;
      beforeEach(async () => {
        storage = await open();
      });

      it("gives back what was written, whatever the text", async () => {
        await storage.write("a/b.json", 'ä "€" 🚀\n');

        assert.equal(await storage.read("a/b.json"), 'ä "€" 🚀\n');
      });

      it("has nothing where nothing was written", async () => {
        assert.equal(await storage.read("a/b.json"), undefined);
        assert.deepEqual(await storage.list(""), []);
        assert.deepEqual(await storage.list("a/"), []);
      });

      it("writes over what is there", async () => {
        await storage.write("a.json", "a longer text");
        await storage.write("a.json", "short");

        assert.equal(await storage.read("a.json"), "short");
      });

      it("writes a new object once, and leaves it as it is afterwards", async () => {
        const first = await storage.writeNew("a/1.json", "first");
        const second = await storage.writeNew("a/1.json", "second");

        assert.deepEqual([first, second], [true, false]);
        assert.equal(await storage.read("a/1.json"), "first");
      });

      it("lets one of many at once write a new object", async () => {
        const texts = Array.from({ length: 8 }, (_, index) => `writer ${index}`);
        const written = await Promise.all(texts.map((text) => storage.writeNew("a/1.json", text)));

        assert.equal(written.filter(Boolean).length, 1);
        assert.equal(await storage.read("a/1.json"), texts[written.indexOf(true)]);
      });

      it("lists what begins with a prefix, sorted, in folders too", async () => {
        for (const key of ["x/2.json", "x/10.json", "x/y/1.json", "xy/1.json", "z.json"]) {
          await storage.write(key, key);
        }

        assert.deepEqual(await storage.list("x/"), ["x/10.json", "x/2.json", "x/y/1.json"]);
        assert.deepEqual(await storage.list("x/1"), ["x/10.json"]);
        assert.deepEqual(await storage.list("x"), [
          "x/10.json",
          "x/2.json",
          "x/y/1.json",
          "xy/1.json",
        ]);
      });

      it("removes an object, and what is not there", async () => {
        await storage.write("a/1.json", "1");
        await storage.remove("a/1.json");
        await storage.remove("a/1.json");

        assert.equal(await storage.read("a/1.json"), undefined);
        assert.deepEqual(await storage.list("a/"), []);
      });
    });
  }

  describe("in a folder, with what Pulumi keeps there", () => {
    it("does not list the files with attributes", async () => {
      const folder = temporaryFolder();
      fs.writeFileSync(path.join(folder, "meta.yaml"), "version: 1");
      fs.writeFileSync(path.join(folder, "meta.yaml.attrs"), "{}");

      assert.deepEqual(await openStorage(`file://${folder}`, {}).list(""), ["meta.yaml"]);
    });

    it("removes an object's attributes with it", async () => {
      const folder = temporaryFolder();
      fs.writeFileSync(path.join(folder, "lock.json"), "{}");
      fs.writeFileSync(path.join(folder, "lock.json.attrs"), "{}");
      await openStorage(`file://${folder}`, {}).remove("lock.json");

      assert.deepEqual(fs.readdirSync(folder), []);
    });

    it("leaves no half of a file where a write fails", async () => {
      const folder = temporaryFolder();
      fs.mkdirSync(path.join(folder, "a.json"));
      const storage = openStorage(`file://${folder}`, {});

      await assert.rejects(storage.write("a.json", "text"), /EISDIR|ENOTEMPTY|EEXIST/);
      assert.deepEqual(fs.readdirSync(path.join(folder, ".ftl", "temporary")), []);
    });

    for (const key of ["../a.json", "a/../../b.json", "/etc/passwd"]) {
      it(`rejects the key ${key}, which leads elsewhere`, async () => {
        const storage = openStorage(`file://${temporaryFolder()}`, {});

        await assert.rejects(async () => storage.read(key), /is no key/);
      });
    }
  });

  describe("in a container that can't be used", () => {
    it("says that there is none, and that nobody makes it", async () => {
      const storage = openStorage(azurite.urlOf("missing"), azurite.environment);

      await assert.rejects(storage.read("a"), /can't be reached: ContainerNotFound\. Is it/);
      await assert.rejects(storage.list(""), /ContainerNotFound/);
    });

    it("says that nobody listens at the account's address", async () => {
      const url = "azblob://state?storage_account=a&protocol=http&domain=127.0.0.1:1";
      const storage = openStorage(url, azurite.environment);

      await assert.rejects(storage.read("a"), /can't be reached: ECONNREFUSED\. Nothing listens/);
    });

    it("says that nobody is signed in, in place of all the ways that were tried", async () => {
      const getToken = () => Promise.reject(new CredentialUnavailableError("many lines"));
      const container = new ContainerClient("https://127.0.0.1:1/state", { getToken });
      const storage = new BlobStorage("azblob://state", container, "");

      await assert.rejects(storage.read("a"), {
        name: "Refusal",
        message: /nobody is signed in to Azure\. az login/,
        exitCode: 2,
      });
    });

    it("says that the key is wrong, and shows nothing of it", async () => {
      const wrong = Buffer.from("wrong key").toString("base64");
      const storage = openStorage(await azurite.container(), {
        ...azurite.environment,
        AZURE_STORAGE_KEY: wrong,
      });
      const error = await storage.list("").catch((thrown: Error) => thrown.message);

      assert.match(String(error), /can't be reached: Authorization?Failure/);
      assert.ok(!String(error).includes(wrong));
    });
  });
});
