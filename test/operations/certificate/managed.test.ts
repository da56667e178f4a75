import assert from "node:assert/strict";
import fc from "fast-check";
import { allStatuses } from "../../../operations/certificate/certificateCommands";
import { managedStatus } from "../../../operations/certificate/managed";
import type { ManagedName, VaultCertificate } from "../../../operations/certificate/names";
import type { CertificateVault, Origins } from "../../../operations/certificate/places";
import {
  exitCodeOf,
  withoutCertificate,
  type CertificateState,
} from "../../../operations/certificate/state";
import type { OpenWorkplace } from "../../../operations/certificate/workplace";
import { Refusal } from "../../../operations/refusal";

const now = new Date("2026-06-01T00:00:00Z");
const dayMs = 86_400_000;
const name: ManagedName = { hostname: "api.example.com", kind: "managed", app: "api" };

/** How a managed certificate stands so many days before its end. */
async function daysBeforeItsEnd(days: number) {
  const end = new Date(now.getTime() + days * dayMs);
  const facts = { issuer: "CN=GeoTrust\nO=DigiCert Inc", end, isForHostname: true };
  const origins = { served: async () => facts };
  return managedStatus(name, { origins, now: () => now });
}

describe("a managed certificate", () => {
  for (const [days, state] of [
    [180, "valid"],
    [44, "valid"],
    [30, "valid"],
    [29.99, "due"],
    [0.01, "due"],
    [0, "expired"],
    [-10, "expired"],
  ] as const) {
    it(`is ${state} ${days} days before its end`, async () => {
      assert.equal((await daysBeforeItsEnd(days)).state, state);
    });
  }

  it("comes with the mend from the day on which its renewal has failed, and not before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -400, max: 400 }), async (days) => {
        const { reason } = await daysBeforeItsEnd(days);

        assert.equal(reason !== undefined, days < 30);
        if (reason !== undefined)
          assert.match(reason, /Proxied: set phase: bind on the name, deploy/);
      }),
    );
  });
});

describe("certificates that can't be looked at", () => {
  const ws: ManagedName = { hostname: "ws.example.com", kind: "managed", app: "ws" };
  const inVault: VaultCertificate = {
    hostname: "old.example.com",
    kind: "keyvault",
    secretName: "cert-old-example-com",
  };
  const unbound = async () => "unbound" as const;
  /** A place whose vault answers as it is said here, and is not asked for anything else. */
  const placeWith = (
    certificate: CertificateVault["certificate"],
    served: Origins["served"],
  ): Pick<OpenWorkplace, "vault" | "origins" | "now"> => {
    const never = () => assert.fail("nothing but certificates is looked at");
    const vault = { certificate, importPem: never, secret: never, setSecret: never };
    return { vault, origins: { served }, now: () => now };
  };

  it("are not known, the app's and the vault's, and keep no other from being looked at", async () => {
    const place = placeWith(
      async () => {
        throw new Refusal("the vault can't be reached", 2);
      },
      async ({ app }) => {
        if (app === "ws") throw new Refusal("ws can't be reached", 2);
        return "unbound";
      },
    );

    const found = await allStatuses([inVault, ws, name], place, 30);

    assert.deepEqual(
      found.map(({ hostname, state, reason }) => [hostname, state, reason]),
      [
        ["old.example.com", "unknown", "the vault can't be reached"],
        ["ws.example.com", "unknown", "ws can't be reached"],
        ["api.example.com", "unbound", undefined],
      ],
    );
  });

  for (const [what, error] of [
    ["a fault in the program", new TypeError("a fault")],
    ["a refusal that can tell", new Refusal("The local cloud has no vault", 1)],
  ] as const) {
    it(`are not taken for unreachable by ${what}`, async () => {
      const place = placeWith(async () => {
        throw error;
      }, unbound);

      await assert.rejects(allStatuses([inVault], place, 30), error);
    });
  }
});

describe("the exit code of ftl certificate status", () => {
  const vault = { hostname: "api.example.com", kind: "keyvault" } as const;
  const standing = (kind: "keyvault" | "managed", state: CertificateState) => ({
    ...withoutCertificate({ ...vault, kind }, "missing"),
    state,
  });

  for (const [states, exitCode] of [
    [["keyvault valid", "managed valid", "managed unbound"], 0],
    [["keyvault due"], 0],
    [["managed valid", "managed due"], 1],
    [["keyvault expired"], 1],
    [["managed expired"], 1],
    [["managed unfit"], 1],
    [["managed missing"], 1],
    [["managed unknown", "managed valid"], 2],
    [["managed unknown", "managed expired"], 1],
  ] as const) {
    it(`is ${exitCode} with ${states.join(", ")}`, () => {
      const found = states.map((one) => {
        const [kind, state] = one.split(" ") as ["keyvault" | "managed", CertificateState];
        return standing(kind, state);
      });

      assert.equal(exitCodeOf(found), exitCode);
    });
  }
});
