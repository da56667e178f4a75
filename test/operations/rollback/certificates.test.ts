import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { Refusal } from "../../../operations/refusal";
import {
  type CertificateSources,
  judgeCertificate,
  judgeCertificates,
  presentCertificate,
} from "../../../operations/rollback/certificates";
import type { Target } from "../../../operations/deploy/target";
import type { Place } from "../../../operations/place";
import type { StateResource } from "../../../operations/releases/stateOf";
import { types } from "../../../policy/types";
import type { Settings } from "../../../settings/schema";
import { CloudInMemory, StackInProcess } from "../../support/inProcess";
import { selfSigned } from "../../support/selfSigned";
import { stackSettings } from "../../support/stackSettings";
import { resourceOf } from "../releases/states";

const now = new Date("2026-11-21T12:00:00Z");
const earlier = new Date("2026-11-20T00:00:00Z");
const later = new Date("2027-01-31T00:00:00Z");
const mend = "npx ftl certificate issue prd";
const needed = {
  hostname: "api.ftljeta.cloud",
  secretName: "cert-api-ftljeta-cloud",
  vaultName: "ftl-prd-kv-cin",
};

function certificateUntil(notAfter: Date): X509Certificate {
  const notBefore = new Date("2026-01-01T00:00:00Z");
  return new X509Certificate(
    selfSigned({ names: [needed.hostname], notBefore, notAfter }).certificate,
  );
}

/** What a source answers, or throws. */
function answer<T>(what: T | Error): () => Promise<T> {
  return async () => {
    if (what instanceof Error) throw what;
    return what;
  };
}

const closed = new Refusal("The vault ftl-prd-kv-cin refuses: 403 Forbidden\nIt takes calls …", 2);
const unanswered = new Refusal("Can't read the certificate: ENOTFOUND\nNobody answers there", 2);
const gone = new Refusal("Can't read the certificate: not found\nWhat the stack deployed …");

describe("the certificates that a release binds", () => {
  type Environment = "none" | Date | undefined | Error;
  type Vault = X509Certificate | undefined | Error;
  const bound = { id: "/a-certificate", bound: true };
  const unbound = { id: "/a-certificate", bound: false };

  /** What the environment has, what it says of it, what the vault says, and what comes of it. */
  const cases: readonly [
    string,
    { environment: Environment; isBound?: boolean; vault: Vault; outcome: string; seen: RegExp },
  ][] = [
    [
      "pass by what the environment says, where the vault is closed",
      { environment: later, vault: closed, outcome: "pass", seen: /^holds until 2027-01-31$/ },
    ],
    [
      "pass also where the environment's certificate is bound to nothing",
      { environment: later, isBound: false, vault: closed, outcome: "pass", seen: /^holds until/ },
    ],
    [
      "fail when the environment's has expired",
      { environment: earlier, vault: closed, outcome: "fail", seen: /^expired on 2026-11-20$/ },
    ],
    [
      "pass as what runs now when Azure doesn't say until when it holds",
      {
        environment: undefined,
        vault: closed,
        outcome: "pass",
        seen: /is bound with now; .* Azure doesn't say/,
      },
    ],
    [
      "pass as what runs now when Azure doesn't answer",
      {
        environment: unanswered,
        vault: closed,
        outcome: "pass",
        seen: /is bound with now; .*: ENOTFOUND$/,
      },
    ],
    [
      "can't tell when what has no known expiry is not what runs now, and the vault is closed",
      {
        environment: undefined,
        isBound: false,
        vault: closed,
        outcome: "cannotTell",
        seen: /403 Forbidden$/,
      },
    ],
    [
      "can't tell when the environment's is gone, and the vault is closed",
      { environment: gone, vault: closed, outcome: "cannotTell", seen: /403 Forbidden$/ },
    ],
    [
      "can't tell when the environment has none, and the vault is closed",
      { environment: "none", vault: closed, outcome: "cannotTell", seen: /403 Forbidden$/ },
    ],
    [
      "pass by what an open vault has, where the environment has none",
      {
        environment: "none",
        vault: certificateUntil(later),
        outcome: "pass",
        seen: /^holds until 2027-01-31$/,
      },
    ],
    [
      "fail when an open vault has an expired one",
      {
        environment: "none",
        vault: certificateUntil(earlier),
        outcome: "fail",
        seen: /^expired on 2026-11-20$/,
      },
    ],
    [
      "fail when an open vault has none",
      {
        environment: "none",
        vault: undefined,
        outcome: "fail",
        seen: /^it is not in the vault any more$/,
      },
    ],
  ];
  for (const [what, { environment, isBound = true, vault, outcome, seen }] of cases) {
    it(what, async () => {
      const present = environment === "none" ? undefined : isBound ? bound : unbound;
      const said = environment === "none" ? new Error("nobody should ask") : environment;
      const sources: CertificateSources = {
        view: { certificateExpiry: answer(said), now: () => now },
        vault: { certificate: answer(vault) },
      };

      const result = await judgeCertificate(needed, present, sources, mend);

      assert.equal(result.outcome, outcome);
      assert.match(result.seen, seen);
      assert.equal(result.mend === undefined, outcome === "pass");
    });
  }
});

describe("the certificates that a release binds, where nobody knows what the time is", () => {
  const unknown = new Refusal("What time it is can't be told", 2);
  const sources: CertificateSources = {
    view: {
      certificateExpiry: answer(later),
      now: () => {
        throw unknown;
      },
    },
    vault: { certificate: answer(certificateUntil(later)) },
  };

  for (const [what, isBound, outcome] of [
    ["pass as what runs now", true, "pass"],
    ["can't tell when they are not what runs now", false, "cannotTell"],
  ] as const) {
    it(what, async () => {
      const present = { id: "/a-certificate", bound: isBound };

      const result = await judgeCertificate(needed, present, sources, mend);

      assert.equal(result.outcome, outcome);
      assert.match(result.seen, /What time it is can't be told$/);
    });
  }
});

describe("the environment's certificate of a hostname", () => {
  const id = "/subscriptions/s/…/certificates/ftl-prd-cert-api-ftljeta-cloud";
  const certificate = (keyVaultUrl: string, more: Partial<StateResource> = {}) =>
    resourceOf({
      name: "api-certificate",
      type: types.certificate,
      id,
      inputs: { properties: { certificateKeyVaultProperties: { keyVaultUrl } } },
      ...more,
    });
  const app = (name: string, certificateId?: string) =>
    resourceOf({
      name: "api",
      inputs: { configuration: { ingress: { customDomains: [{ name, certificateId }] } } },
    });
  const url = "https://ftl-prd-kv-cin.vault.azure.net/secrets/cert-api-ftljeta-cloud";

  const cases: readonly [
    string,
    readonly StateResource[],
    ReturnType<typeof presentCertificate>,
  ][] = [
    [
      "is bound when the hostname has it",
      [certificate(url), app("api.ftljeta.cloud", id)],
      { id, bound: true },
    ],
    [
      "is not bound when the hostname has none yet",
      [certificate(url), app("api.ftljeta.cloud")],
      { id, bound: false },
    ],
    [
      "is not bound when another hostname has it",
      [certificate(url), app("prd-api.ftljeta.cloud", id)],
      { id, bound: false },
    ],
    [
      "is not bound when no app has an ingress",
      [certificate(url), resourceOf({ name: "flusher" })],
      { id, bound: false },
    ],
    [
      "is none of another secret",
      [certificate(`${url}-old`), app("api.ftljeta.cloud", id)],
      undefined,
    ],
    [
      "is none of another vault",
      [certificate(url.replace("prd", "stg")), app("api.ftljeta.cloud", id)],
      undefined,
    ],
    ["is none that is to be deleted", [certificate(url, { pendingDeletion: true })], undefined],
  ];
  for (const [what, state, expected] of cases) {
    it(what, () => {
      const found = presentCertificate(needed, state);

      assert.deepEqual(found, expected);
    });
  }
});

describe("the certificates guard of a rollback, on a local cloud", function () {
  this.timeout(60_000);
  let cloud: CloudInMemory;
  let environment: string;
  const settings = stackSettings("prd", { phase: "bind" });

  before(async () => {
    cloud = await CloudInMemory.withZone("ftljeta.cloud");
    const { refused } = await new StackInProcess(cloud, "prd").up(stackSettings("prd"));
    assert.equal(refused, undefined);
    const ids = cloud.resourceManager.ids();
    environment = ids.find((id) => /\/managedEnvironments\/[^/]+$/.test(id))!;
  });

  /** Asks the guard about what the settings bind, where the state has these resources. */
  function asked(target: Pick<Settings, "phase">, resources: readonly object[]) {
    const stdout = JSON.stringify({ version: 3, deployment: { resources } });
    const place = {
      kind: "local",
      local: { cloud },
      pulumi: async () => ({ exitCode: 0, stdout, stderr: "" }),
    } as unknown as Place;
    return judgeCertificates(place, {
      stack: "prd",
      settings: { ...settings, ...target },
    } as unknown as Target);
  }

  it("passes in a phase that binds nothing", async () => {
    const [result] = await asked({ phase: "provision" }, []);

    assert.equal(result?.outcome, "pass");
    assert.match(result.seen, /binds no certificate of the vault/);
  });

  it("judges each certificate by what there is: the environment's, or else the vault's", async () => {
    const id = `${environment}/certificates/ftl-prd-cert-api-ftljeta-cloud`;
    const notAfter = new Date(cloud.clock.now().getTime() + 86_400_000);
    const { pem } = selfSigned({ names: [needed.hostname], notBefore: new Date(0), notAfter });
    await cloud.resourceManager.put(id, {
      location: "centralindia",
      properties: { value: Buffer.from(pem).toString("base64") },
    });
    const keyVaultUrl = "https://ftl-prd-kv-cin.vault.azure.net/secrets/cert-api-ftljeta-cloud";
    const certificate = {
      urn: `urn:pulumi:prd::ftl::${types.certificate}::api-certificate`,
      type: types.certificate,
      id,
      inputs: { properties: { certificateKeyVaultProperties: { keyVaultUrl } } },
    };

    const results = await asked({ phase: "bind" }, [certificate]);

    assert.deepEqual(
      results.map(({ subject, seen, mend: how }) => [subject, seen, how]),
      [
        [
          "certificate of api.ftljeta.cloud",
          `holds until ${notAfter.toISOString().slice(0, 10)}`,
          undefined,
        ],
        [
          "certificate of prd-api.ftljeta.cloud",
          "it is not in the vault any more",
          "npx ftl certificate issue prd --local",
        ],
      ],
    );
  });
});
