import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { resourceId } from "../../arm/cloud";
import { serverId, serverType } from "../../arm/samples";
import { PostgresWorld } from "./world";

const databaseId = (name: string) => `${serverId}/databases/${name}`;
const parameterId = (name: string) => `${serverId}/configurations/${name}`;
const parameter = (value: string) => ({ properties: { value, source: "user-override" } });

describe("a PostgreSQL flexible server", () => {
  let world: PostgresWorld;
  before(async () => {
    world = await PostgresWorld.open();
    await world.putServer("ftl-db");
  });
  after(() => world.close());

  const port = () => world.servers.states()[0]!.port;

  it("lets its administrator in over TLS, by its name", async () => {
    assert.deepEqual(await world.values("ftl-db", "SELECT current_user"), ["ftladmin"]);
  });

  it("shows a certificate as Azure's authority issues them", async () => {
    const socket = net.connect(port()!, "127.0.0.1");
    // The protocol's request for TLS.
    socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    assert.equal(String((await once(socket, "data"))[0]), "S");
    const { ground } = world;
    const servername = "ftl-db.postgres.database.azure.com";
    const secured = tls.connect({ socket, servername, ca: ground.authority.root });
    await once(secured, "secureConnect");
    const { subjectaltname, issuer } = secured.getPeerCertificate();
    secured.destroy();
    assert.deepEqual(
      [subjectaltname, issuer.CN],
      [`DNS:${servername}`, "Microsoft Azure RSA TLS Issuing CA 03"],
    );
  });

  it("shows a certificate that is valid years later, and to clients that go by the machine's clock", async () => {
    await world.advance(3 * 365 * 86_400_000);
    const file = path.join(world.ground.folder, "postgres", "ftl-db", "data", "server.crt");
    const { validFrom, validTo } = new X509Certificate(fs.readFileSync(file));
    assert.ok(Date.parse(validFrom) < Date.now(), validFrom);
    assert.ok(Date.parse(validTo) > world.ground.clock.now().getTime(), validTo);
    assert.deepEqual(await world.values("ftl-db", "SELECT 1"), [1]);
  });

  it("rejects a connection without TLS, until that isn't required any more", async () => {
    const attempt = () => world.connected("ftl-db", async () => "in", { ssl: false });
    await assert.rejects(attempt(), { code: "28000", message: /no encryption/ });
    await world.put(parameterId("require_secure_transport"), parameter("off"));
    assert.equal(await attempt(), "in");
    await world.put(parameterId("require_secure_transport"), parameter("on"));
    await assert.rejects(attempt(), { code: "28000" });
  });

  it("lets its administrator make databases and roles, and is no superuser's", async () => {
    await world.values("ftl-db", "CREATE ROLE reporting LOGIN");
    await world.values("ftl-db", "GRANT azure_pg_admin TO reporting");
    await world.values("ftl-db", "CREATE DATABASE by_hand");
    await assert.rejects(world.values("ftl-db", "SELECT pg_read_file('postgresql.conf')"), {
      code: "42501",
    });
    await assert.rejects(world.values("ftl-db", "ALTER ROLE ftladmin SUPERUSER"), {
      code: "42501",
    });
  });

  it("has the databases that are resources, in which the administrator makes tables", async () => {
    await world.put(databaseId("ftl"), {});
    await world.values("ftl-db", "CREATE TABLE positions (id int)", "ftl");
    await world.values("ftl-db", "CREATE EXTENSION pgcrypto", "ftl");
    assert.deepEqual(await world.values("ftl-db", "SHOW server_encoding", "ftl"), ["UTF8"]);
  });

  it("loses a database with its resource, and no other", async () => {
    await world.put(databaseId("doomed"), {});
    await world.delete(databaseId("doomed"));
    const names = await world.values(
      "ftl-db",
      "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1",
    );
    assert.deepEqual(names, ["by_hand", "ftl", "postgres"]);
  });

  it("takes a changed password, and the old one no more", async () => {
    const password = "An0ther-passw0rd";
    await world.ground.resourceManager.patch(serverId, {
      properties: { administratorLoginPassword: password },
    });
    await world.servers.reconcile();
    await assert.rejects(world.values("ftl-db", "SELECT 1"), { code: "28P01" });
    assert.equal(await world.connected("ftl-db", async () => "in", { password }), "in");
    await world.putServer("ftl-db");
  });

  it("applies the parameters that PostgreSQL knows, and names the others", async () => {
    await world.put(parameterId("work_mem"), parameter("8192"));
    await world.put(parameterId("azure.extensions"), parameter("PGCRYPTO"));
    assert.deepEqual(await world.values("ftl-db", "SHOW work_mem"), ["8MB"]);
    assert.ok(
      world.ground.said.includes(
        "PostgreSQL server ftl-db: without effect here: azure.extensions.",
      ),
      world.ground.said.join("\n"),
    );
  });

  it("starts again by itself when its process dies, with all that was committed", async () => {
    await world.values("ftl-db", "INSERT INTO positions VALUES (1)", "ftl");
    const file = path.join(world.ground.folder, "postgres", "ftl-db", "data", "postmaster.pid");
    process.kill(Number(fs.readFileSync(file, "utf8").split("\n")[0]), "SIGKILL");
    const line = "PostgreSQL server ftl-db has ended; starting it again.";
    while (!world.ground.said.includes(line) || port() === undefined) await sleep(20);
    assert.deepEqual(await world.values("ftl-db", "SELECT id FROM positions", "ftl"), [1]);
  });

  it("is tried again until it starts, when it can't at first", async () => {
    const data = path.join(world.ground.folder, "postgres", "ftl-db", "data");
    const version = path.join(data, "PG_VERSION");
    const postmaster = fs.readFileSync(path.join(data, "postmaster.pid"), "utf8");
    fs.renameSync(version, `${version}.away`);
    process.kill(Number(postmaster.split("\n")[0]), "SIGKILL");
    while (world.servers.problems().length === 0) await sleep(20);
    assert.match(world.servers.problems().join("\n"), /^PostgreSQL server ftl-db: .*ENOENT/);
    fs.renameSync(`${version}.away`, version);
    while (world.servers.problems().length > 0) await sleep(20);
    assert.deepEqual(await world.values("ftl-db", "SELECT id FROM positions", "ftl"), [1]);
  });

  it("keeps its rows when the local cloud ends and starts again", async () => {
    await world.close();
    world = await PostgresWorld.open(world.ground.folder);
    await world.servers.reconcile();
    assert.deepEqual(await world.values("ftl-db", "SELECT id FROM positions", "ftl"), [1]);
  });

  it("goes with its resource, backups and all, and is empty when it is made again", async () => {
    const folder = path.join(world.ground.folder, "postgres", "ftl-db");
    const old = port();
    await world.delete(serverId);
    assert.equal(fs.existsSync(folder), false);
    await assert.rejects(once(net.connect(old!, "127.0.0.1"), "connect"), { code: "ECONNREFUSED" });
    await world.putServer("ftl-db");
    await assert.rejects(world.values("ftl-db", "SELECT 1", "ftl"), { code: "3D000" });
  });

  it("stays what it is when its version is raised, and that is said", async () => {
    const before = await world.values("ftl-db", "SHOW server_version");
    await world.putServer("ftl-db", { properties: { version: "17" } });
    await world.close();
    world = await PostgresWorld.open(world.ground.folder);
    await world.servers.reconcile();
    assert.deepEqual(await world.values("ftl-db", "SHOW server_version"), before);
    assert.deepEqual(world.ground.said, [
      "PostgreSQL server ftl-db is of version 17; here it runs 16.",
    ]);
  });

  it("says so when the machine has no PostgreSQL of its version", async () => {
    await world.putServer("ftl-next", { properties: { version: "18" } });
    const [version] = await world.values("ftl-next", "SHOW server_version_num");
    await world.delete(resourceId(serverType, "ftl-next"));
    const major = Math.floor(Number(version) / 10_000);
    const line = `PostgreSQL server ftl-next is of version 18; here it runs ${major}.`;
    assert.equal(world.ground.said.includes(line), major !== 18);
  });
});
