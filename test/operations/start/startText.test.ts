import assert from "node:assert/strict";
import { summary, whereToGoOn } from "../../../operations/start/startText";

const outputs = {
  phase: "provision",
  records: [],
  resourceNames: { resourceGroup: "ftl-stg-rg-cin" },
} as unknown as Parameters<typeof summary>[1];
const place = { folder: "/clone/.ftl/local", isServed: false };

describe("what npm start says", () => {
  it("fits a terminal of 80 columns", () => {
    const text = summary("stg", outputs, 147) + whereToGoOn("stg", outputs, place);

    assert.deepEqual(
      text.split("\n").filter((line) => line.length > 80),
      [],
    );
  });

  it("leaves out how many resources there are where another process runs the cloud", () => {
    assert.match(
      summary("stg", outputs, undefined),
      /: its Azure resources in\nftl-stg-rg-cin, 0 records/,
    );
  });

  it("says how api and ws come to answer by their own names, while they don't", () => {
    assert.match(
      whereToGoOn("stg", outputs, place),
      /certificate issue stg --local\n.*up --stack stg -c/,
    );
  });

  it("says nothing of that once they are bound", () => {
    const bound = { ...outputs, phase: "bind" as const };

    assert.doesNotMatch(whereToGoOn("stg", bound, place), /certificate issue/);
  });

  it("says that the local cloud goes on where it is served", () => {
    assert.match(
      whereToGoOn("stg", outputs, { ...place, isServed: true }),
      /goes on in the other terminal/,
    );
  });
});
