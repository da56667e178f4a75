import assert from "node:assert/strict";
import net, { type AddressInfo } from "node:net";
import tls from "node:tls";
import { azureOrigins } from "../../../operations/certificate/azureOrigins";
import { managedStatus } from "../../../operations/certificate/managed";
import type { ManagedName } from "../../../operations/certificate/names";
import { peerCertificate } from "../../../operations/certificate/peerCertificate";
import { exitCodeOf } from "../../../operations/certificate/state";
import type { Phase } from "../../../settings";
import { selfSigned } from "../../support/selfSigned";

const now = new Date("2026-06-01T00:00:00Z");
const dayMs = 86_400_000;

/** A certificate that ends so many days from {@link now}. */
function ending(days: number, ...names: string[]) {
  const notBefore = new Date("2026-01-01T00:00:00Z");
  return selfSigned({ names, notBefore, notAfter: new Date(now.getTime() + days * dayMs) });
}

/** What a server has for each name; `cut`: it ends the handshake, as one that has no certificate does. */
const served: Record<string, ReturnType<typeof ending> | "cut"> = {
  localhost: ending(300, "localhost"),
  "api.example.com": ending(100, "api.example.com"),
  "old.example.com": ending(-10, "old.example.com"),
  "due.example.com": ending(20, "due.example.com"),
  "other.example.com": ending(100, "default.example.net"),
  "none.example.com": "cut",
};

describe("the certificate that a server presents", () => {
  const servers: net.Server[] = [];
  /** Names that clients asked for, and whatever they sent beside the handshake. */
  let asked: string[];
  let sent: string;
  let port: number;

  beforeEach(async () => {
    asked = [];
    sent = "";
    const server = tls.createServer({
      SNICallback: (name, done) => {
        asked.push(name);
        const found = served[name] ?? "cut";
        if (found === "cut") done(new Error("no certificate"));
        else done(null, tls.createSecureContext({ cert: found.certificate, key: found.key }));
      },
    });
    server.on("secureConnection", (socket) => {
      socket.on("data", (data) => (sent += data.toString())).on("error", () => undefined);
    });
    server.on("tlsClientError", () => undefined);
    port = await listening(server);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function listening(server: net.Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    return (server.address() as AddressInfo).port;
  }

  const look = (hostname: string) => peerCertificate({ host: "localhost", port }, hostname);

  it("is the one for the hostname that is asked for, and nothing is sent to the server", async () => {
    const leaf = await look("api.example.com");

    assert.equal(leaf!.subjectAltName, "DNS:api.example.com");
    assert.deepEqual([asked, sent], [["api.example.com"], ""]);
  });

  it("is seen though it has expired, or is for another name", async () => {
    const old = await look("old.example.com");
    const other = await look("other.example.com");

    assert.equal(new Date(old!.validTo).toISOString(), "2026-05-22T00:00:00.000Z");
    assert.equal(other!.subjectAltName, "DNS:default.example.net");
  });

  it("is missing where the server ends the handshake for the hostname, and not for its own name", async () => {
    const leaf = await look("none.example.com");

    assert.equal(leaf, undefined);
    assert.deepEqual(asked, ["none.example.com", "localhost"]);
  });

  it("is not known where every handshake is cut, as by a firewall", async () => {
    const cutting = net.createServer((socket) => socket.on("error", () => undefined).destroy());
    const peer = { host: "localhost", port: await listening(cutting) };

    await assert.rejects(peerCertificate(peer, "api.example.com"), {
      name: "Refusal",
      exitCode: 2,
      message: /^api\.example\.com: localhost:\d+ can't be reached: .+\nLook whether the app/,
    });
  });

  it("is not known where nobody listens, with the reason and the mend", async () => {
    const gone = net.createServer();
    const free = await listening(gone);
    await new Promise((resolve) => servers.splice(servers.indexOf(gone), 1)[0]!.close(resolve));

    await assert.rejects(peerCertificate({ host: "localhost", port: free }, "api.example.com"), {
      exitCode: 2,
      message: new RegExp(
        `localhost:${free} can't be reached: .*ECONNREFUSED.*\\nLook whether the app is deployed`,
      ),
    });
  });

  it("is not known where the server says nothing", async () => {
    const open = new Set<net.Socket>();
    const silent = net.createServer((socket) => open.add(socket));
    const peer = { host: "localhost", port: await listening(silent), timeoutMs: 50 };

    await assert.rejects(peerCertificate(peer, "api.example.com"), {
      exitCode: 2,
      message: /no answer within 0\.05 s/,
    });
    for (const socket of open) socket.destroy();
  });

  describe("as ftl certificate status shows it", () => {
    const name = (hostname: string, app: ManagedName["app"] = "api"): ManagedName => ({
      hostname,
      kind: "managed",
      app,
    });
    const fqdns = { api: "localhost", ws: "localhost" };
    /** How the names stand on a stack whose outputs say how far they are. */
    const look = (phases: Record<string, Phase>, ...names: ManagedName[]) => {
      const origins = azureOrigins(async () => ({ fqdns, hostnamePhases: phases }), port);
      return Promise.all(names.map((one) => managedStatus(one, { origins, now: () => now })));
    };

    for (const [hostname, state, exitCode] of [
      ["api.example.com", "valid", 0],
      ["due.example.com", "due", 1],
      ["old.example.com", "expired", 1],
      ["other.example.com", "unfit", 1],
      ["none.example.com", "missing", 1],
    ] as const) {
      it(`is ${state} for ${hostname}, exit code ${exitCode}`, async () => {
        const found = await look({ [hostname]: "live" }, name(hostname));

        assert.deepEqual([found[0]!.state, exitCodeOf(found)], [state, exitCode]);
      });
    }

    it("is not looked at for a name that is not bound yet, or not deployed, and that is no failure", async () => {
      const found = await look(
        { "api.example.com": "provision" },
        name("api.example.com"),
        name("new.example.com"),
      );

      assert.deepEqual(
        found.map(({ state }) => state),
        ["unbound", "unbound"],
      );
      assert.deepEqual([exitCodeOf(found), asked], [0, []]);
    });

    it("asks the stack for its outputs once", async () => {
      let times = 0;
      const hostnamePhases = { "api.example.com": "live", "due.example.com": "live" } as const;
      const origins = azureOrigins(async () => (times++, { fqdns, hostnamePhases }), port);

      for (const hostname of ["api.example.com", "due.example.com"]) {
        await managedStatus(name(hostname), { origins, now: () => now });
      }

      assert.equal(times, 1);
    });
  });
});
