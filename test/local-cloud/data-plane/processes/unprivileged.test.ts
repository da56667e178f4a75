import assert from "node:assert/strict";
import { choose } from "../../../../local-cloud/data-plane/processes/unprivileged";

const paths = ["/cloud/postgres", "/bin/postgres"];

describe("how PostgreSQL is run", () => {
  it("is plainly, by somebody who is not root", () => {
    const nothingWorks = () => false;
    assert.deepEqual(choose(false, paths, nothingWorks), { prefix: [], owner: undefined });
  });

  it("is in a user namespace of its own for root, where that is allowed", () => {
    assert.deepEqual(
      choose(true, paths, () => true),
      {
        prefix: ["unshare", "--user"],
        owner: undefined,
      },
    );
  });

  it("is as nobody for root, where a namespace isn't allowed and nobody can enter", () => {
    const { prefix, owner } = choose(true, paths, ([program]) => program !== "unshare");
    assert.deepEqual([prefix[0], owner], ["setpriv", 65_534]);
  });

  it("rejects root where nobody can't enter, and names what is closed", () => {
    assert.throws(
      () =>
        choose(true, paths, (command) => command[0] === "setpriv" && command.at(-1) !== paths[0]),
      /another user can't enter \/cloud\/postgres: run the local cloud as a user that is not root/,
    );
  });
});
