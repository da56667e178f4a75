import assert from "node:assert/strict";
import { Faults, FaultSyntaxError, parseFault } from "../../../local-cloud/http/faults";
import { ServedCloud, refusalOf } from "./servedCloud";
import { groupId } from "../arm/cloud";

const version = "2025-04-01";

describe("faults", () => {
  it("reads what goes wrong, in which call, with which method and at which path", () => {
    const { method, path, call, fault } = parseFault("429@2 put containerApps");

    assert.deepEqual({ method, path, call }, { method: "PUT", path: "containerApps", call: 2 });
    assert.equal(fault.answer?.status, 429);
    assert.equal(fault.answer?.headers?.["retry-after"], "1");
  });

  for (const text of ["", "200", "600", "429@0", "429@", "slow", "drop PUT path more"]) {
    it(`rejects '${text}'`, () => {
      assert.throws(() => parseFault(text), FaultSyntaxError);
    });
  }

  it("counts the calls that match, and meets the n-th only", () => {
    const faults = new Faults();
    faults.add(parseFault("500@2 GET groups"));
    const met = (method: string, path: string) =>
      faults.next({ method, url: new URL(path, "https://localhost") }) !== undefined;

    assert.deepEqual(
      [
        met("GET", "/resourceGroups"),
        met("PUT", "/resourceGroups"),
        met("GET", "/other"),
        met("GET", "/RESOURCEGROUPS"),
        met("GET", "/resourceGroups"),
      ],
      [false, false, false, true, false],
    );
  });

  describe("of a local cloud that listens", () => {
    let served: ServedCloud;

    before(async () => {
      served = await ServedCloud.open();
      await served.call("PUT", groupId, version, { body: { location: "centralindia" } });
    });

    beforeEach(() => served.cloud.api!.faults.clear());

    after(() => served.close());

    it("throttle a client, which may try again then", async () => {
      served.cloud.api!.faults.add(parseFault("429@1 GET resourceGroups"));

      const first = await served.call("GET", groupId, version);
      const second = await served.call("GET", groupId, version);

      assert.equal(refusalOf(first), "429 ResourceRequestsThrottled");
      assert.equal(first.headers["retry-after"], "1");
      assert.equal(second.status, 200);
    });

    it("answer with a status that says nothing of the request", async () => {
      served.cloud.api!.faults.add(parseFault("503@1 GET"));

      const answer = await served.call("GET", groupId, version);

      assert.equal(refusalOf(answer), "503 InjectedFault");
    });

    it("break a connection before anything is done", async () => {
      served.cloud.api!.faults.add(parseFault("drop@1 DELETE"));

      await assert.rejects(served.call("DELETE", groupId, version), /socket hang up|ECONNRESET/);

      assert.equal((await served.call("GET", groupId, version)).status, 200);
    });

    it("leave a request without an answer, and the others alone", async () => {
      served.cloud.api!.faults.add(parseFault("hang@1 GET"));
      let answered = false;
      const hanging = served.call("GET", groupId, version).then(
        () => (answered = true),
        () => undefined,
      );

      const other = await served.call("GET", groupId, version);

      assert.deepEqual([other.status, answered], [200, false]);
      await served.close();
      await hanging;
      assert.equal(answered, false);
    });
  });
});
