import assert from "node:assert/strict";
import { certificateFor } from "../../local-cloud/arm/types/app/environmentCertificates";
import { PublicAuthority } from "../../local-cloud/trust/authority";
import { localAuthority } from "../../operations/certificate/localAuthority";
import { vaultCertificates, vaultNameOf } from "../../operations/certificate/names";
import { obtainAll, type Workplace } from "../../operations/certificate/obtain";
import type { ServedName, Settings } from "../../settings/schema";
import { certificateName } from "../../settings/conventions/certificates";
import { CloudInMemory, StackInProcess, vaultOf } from "../support/inProcess";
import { stackSettings } from "../support/stackSettings";
import { temporaryFolder } from "../support/temporaryFolder";

const stg = stackSettings("stg");
const [api, ws, frontend] = [
  stg.hostnames.api[0]!,
  stg.hostnames.ws[0]!,
  stg.hostnames.frontend[0]!,
];

/** The settings of stg in a phase, with other hostnames. */
function at(phase: Settings["phase"], hostnames: Partial<Settings["hostnames"]> = {}): Settings {
  return { ...stg, phase, hostnames: { ...stg.hostnames, ...hostnames } };
}

describe("a cutover, without the engine", function () {
  this.timeout(30_000);
  let cloud: CloudInMemory;
  let stack: StackInProcess;
  let authority: PublicAuthority;
  before(async () => (authority = await PublicAuthority.open(temporaryFolder())));
  beforeEach(async () => {
    cloud = await CloudInMemory.withZone("ftljeta.cloud");
    stack = new StackInProcess(cloud, "stg");
  });

  /** Updates the stack, which no provider may refuse; what changed. */
  async function up(settings: Settings): Promise<readonly string[]> {
    const { changes, refused } = await stack.up(settings);
    assert.equal(refused, undefined);
    return changes;
  }

  /** `ftl certificate issue` or `renew`. */
  function obtain(settings: Settings, command: "issue" | "renew") {
    const { cloudflare, clock } = cloud;
    const signers = { authority: async () => authority, cloudflare, clock };
    const now = () => clock.now();
    const place: Workplace = {
      vault: vaultOf(cloud, vaultNameOf("stg", settings)),
      authority: (kind) => localAuthority(signers, kind),
      now,
      say: () => undefined,
    };
    const wanted = [
      "missing",
      "unfit",
      "expired",
      ...(command === "renew" ? ["due" as const] : []),
    ];
    return obtainAll(vaultCertificates(settings), place, wanted as never, 30);
  }

  /** The certificate that the environment has for a hostname. */
  function certificateOf({ name, certificate }: ServedName) {
    const kind = certificate === "managed" ? "managedCertificates" : "certificates";
    const id = cloud.resourceManager
      .ids()
      .find((one) => one.endsWith(`/${kind}/${certificateName("stg", name)}`));
    return id === undefined ? undefined : certificateFor(cloud.resourceManager, id);
  }

  const isValid = (served: ServedName): boolean =>
    certificateOf(served)!.notAfter > cloud.clock.now();
  const record = (name: string) =>
    cloud.cloudflare
      .records(cloud.cloudflare.findZone("ftljeta.cloud")!.id)
      .find((one) => one.name === name);

  describe("190 days later", () => {
    it("has lost the certificate of a managed name behind the proxy", async () => {
      const accepted: ServedName = { ...api, certificate: "managed", acceptsRenewalGap: true };
      for (const phase of ["provision", "bind", "live"] as const) {
        await up(at(phase, { api: [accepted] }));
      }
      assert.equal(isValid(accepted), true);

      await cloud.advance(190);

      assert.equal(isValid(accepted), false);
      assert.equal(certificateOf(accepted)!.state, "RenewalFailed");
    });

    it("still has it where the name was held back, DNS-only, while it was renewed", async () => {
      const accepted: ServedName = { ...api, certificate: "managed", acceptsRenewalGap: true };
      for (const phase of ["provision", "bind", "live"] as const) {
        await up(at(phase, { api: [accepted] }));
      }

      await cloud.advance(140);
      await up(at("live", { api: [{ ...accepted, phase: "bind" }] }));
      await cloud.advance(1);
      await up(at("live", { api: [accepted] }));
      await cloud.advance(49);

      assert.equal(isValid(accepted), true);
    });

    it("still has that of a managed name that is DNS-only", async () => {
      await up(at("provision"));
      await obtain(stg, "issue");
      await up(at("live"));

      await cloud.advance(190);

      assert.equal(isValid(ws), true);
    });

    it("still has that of a keyvault name behind the proxy, which a weekly renewal keeps up", async () => {
      await up(at("provision"));
      await obtain(stg, "issue");
      await up(at("live"));
      assert.equal(record(api.name)?.proxied, true);

      for (let days = 0; days < 190; days += 7) {
        await obtain(stg, "renew");
        await cloud.advance(7);
      }

      assert.equal(isValid(api), true);
    });

    it("has lost that of a keyvault name that nobody renewed", async () => {
      await up(at("provision"));
      await obtain(stg, "issue");
      await up(at("live"));

      await cloud.advance(190);

      assert.equal(isValid(api), false);
    });
  });

  describe("of a name that is added to a live stack", () => {
    const added: ServedName = {
      name: "new-ws.ftljeta.cloud",
      proxied: false,
      certificate: "managed",
    };
    beforeEach(async () => {
      await up(at("provision"));
      await obtain(stg, "issue");
      await up(at("live"));
    });

    it("fails for a managed one that is not held back, and leaves the bound names as they are", async () => {
      const { changes, refused } = await stack.up(at("live", { ws: [ws, added] }));

      assert.match(refused!, /RequireCustomHostnameInEnvironment/);
      assert.deepEqual(
        changes.filter((change) => change.startsWith("update")),
        [],
      );
      assert.equal(isValid(ws), true);
    });

    it("takes a managed one in two steps, while it is held back in the first", async () => {
      const first = await up(at("live", { ws: [ws, { ...added, phase: "provision" }] }));
      const second = await up(at("live", { ws: [ws, added] }));

      assert.deepEqual(first.toSorted(), [
        "create path2-apps-ws-new-ws.ftljeta.cloud-asuid",
        "create path2-apps-ws-new-ws.ftljeta.cloud-cname",
        "update path2-apps-ws-container-app",
      ]);
      assert.deepEqual(second, [
        "create path2-apps-ws-new-ws.ftljeta.cloud-certificate",
        "update path2-apps-ws-container-app",
      ]);
      assert.equal(isValid(added), true);
    });

    it("takes a keyvault one in one step, once its certificate is there", async () => {
      const alias: ServedName = { ...api, name: "new-api.ftljeta.cloud" };
      await obtain(at("live", { api: [api, alias] }), "issue");

      const changes = await up(at("live", { api: [api, alias] }));

      assert.deepEqual(changes, [
        "create path2-apps-api-new-api.ftljeta.cloud-asuid",
        "create path2-apps-api-new-api.ftljeta.cloud-certificate",
        "update path2-apps-api-container-app",
        "create path2-apps-api-new-api.ftljeta.cloud-cname",
      ]);
    });
  });

  describe("of a frontend name that is declared and proxied", () => {
    const proxied = { ...frontend, proxied: true };

    it("claims the domain while the record is DNS-only, and proxies it last", async () => {
      await up(at("provision", { frontend: [proxied] }));
      await obtain(stg, "issue");
      const changes = await up(at("live", { frontend: [proxied] }));

      assert.equal(record(frontend.name)?.proxied, true);
      assert.deepEqual(
        changes.filter((change) => change.includes("frontend")),
        [`update path2-frontend-${frontend.name}-cname`],
      );
    });

    it("fails where it is live from nothing, and leaves no record that leads nowhere", async () => {
      const { refused } = await stack.up(
        at("live", {
          frontend: [proxied],
          ws: [{ ...ws, phase: "provision" }],
          api: [{ ...api, phase: "provision" }],
        }),
      );

      assert.match(refused!, /CNAME Record is invalid/);
      assert.equal(record(frontend.name), undefined);
    });
  });

  it("does not proxy api while the vault has no certificate for it", async () => {
    await up(at("provision"));

    const { refused } = await stack.up(at("live"));

    assert.match(refused!, /CertificateKeyVaultReadFailed/);
    assert.equal(record(api.name)?.proxied, false);
  });

  it("lets go of every certificate before it is deleted, from live to nothing", async () => {
    await up(at("provision"));
    await obtain(stg, "issue");
    await up(at("live"));

    const { refused } = await stack.destroy();

    assert.equal(refused, undefined);
    assert.deepEqual(cloud.cloudflare.records(cloud.cloudflare.findZone("ftljeta.cloud")!.id), []);
  });
});
