import assert from "node:assert/strict";
import { localOrigins } from "../../../operations/certificate/localOrigins";
import { managedStatus } from "../../../operations/certificate/managed";
import { managedNames } from "../../../operations/certificate/names";
import { exitCodeOf } from "../../../operations/certificate/state";
import type { Phase, ServedName, Settings } from "../../../settings";
import { CloudInMemory, StackInProcess } from "../../support/inProcess";
import { stackSettings } from "../../support/stackSettings";

const stg = stackSettings("stg");
/** A managed name behind the proxy, whose owner has accepted that nobody renews its certificate. */
const api: ServedName = {
  ...stg.hostnames.api[0]!,
  certificate: "managed",
  acceptsRenewalGap: true,
};
const ws = stg.hostnames.ws[0]!;

/** The settings of stg in a phase, all of its apps' names managed. */
function at(phase: Phase, served: ServedName = api): Settings {
  return { ...stg, phase, hostnames: { ...stg.hostnames, api: [served], ws: [ws] } };
}

describe("the managed certificates of a stack on the local cloud", function () {
  this.timeout(30_000);
  let cloud: CloudInMemory;
  let stack: StackInProcess;
  beforeEach(async () => {
    cloud = await CloudInMemory.withZone("ftljeta.cloud");
    stack = new StackInProcess(cloud, "stg");
  });

  async function up(...settings: Settings[]): Promise<void> {
    for (const one of settings) {
      const { refused } = await stack.up(one);
      assert.equal(refused, undefined);
    }
  }

  const look = async () => {
    const place = { origins: localOrigins(cloud, "stg"), now: () => cloud.clock.now() };
    return Promise.all(managedNames(at("live")).map((name) => managedStatus(name, place)));
  };
  /** State by hostname, and the exit code. */
  async function shown(): Promise<[Record<string, string>, number]> {
    const found = await look();
    return [
      Object.fromEntries(found.map(({ hostname, state }) => [hostname, state])),
      exitCodeOf(found),
    ];
  }

  it("are unbound before there is a stack, and while it is in provision", async () => {
    const unbound = [{ [api.name]: "unbound", [ws.name]: "unbound" }, 0];

    const before = await shown();
    await up(at("provision"));
    const provision = await shown();

    assert.deepEqual([before, provision], [unbound, unbound]);
  });

  it("are shown with DigiCert's issuer and six months to go once they are bound", async () => {
    await up(at("provision"), at("bind"));
    await cloud.advance(0.5);

    const found = await look();

    assert.deepEqual(
      found.map(({ issuer, daysLeft, state }) => [issuer, daysLeft, state]),
      [
        ["GeoTrust TLS RSA CA G1", 179, "valid"],
        ["GeoTrust TLS RSA CA G1", 179, "valid"],
      ],
    );
  });

  for (const [days, state, exitCode] of [
    [134, "valid", 0],
    [149, "valid", 0],
    [151, "due", 1],
    [179, "due", 1],
    [190, "expired", 1],
  ] as const) {
    it(`behind the proxy is ${state} after ${days} days, and DNS-only it is valid`, async () => {
      await up(at("provision"), at("bind"), at("live"));

      await cloud.advance(days);

      assert.deepEqual(await shown(), [{ [api.name]: state, [ws.name]: "valid" }, exitCode]);
    });
  }

  it("is valid after 190 days for a name that was DNS-only while it was renewed, as the mend says", async () => {
    await up(at("provision"), at("bind"), at("live"));
    await cloud.advance(151);
    const [due] = await look();

    await up(at("live", { ...api, phase: "bind" }));
    await cloud.advance(1);
    await up(at("live"));
    await cloud.advance(38);

    assert.match(due!.reason!, /Proxied: set phase: bind on the name, deploy/);
    assert.deepEqual(await shown(), [{ [api.name]: "valid", [ws.name]: "valid" }, 0]);
  });
});
