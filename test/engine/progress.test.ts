import assert from "node:assert/strict";
import { duration, startProgress } from "../../engine/progress";

describe("startProgress", () => {
  it("shows the elapsed time in the same line on a terminal", async () => {
    let written = "";
    const terminal = {
      write: (text: string) => (written += text),
    } as unknown as NodeJS.WriteStream;
    const said: string[] = [];

    const progress = startProgress("building", (line) => void said.push(line), terminal);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    progress.stop("built");

    assert.equal(written, "building\rbuilding (1 s)\n");
    assert.deepEqual(said, ["built after 1 s"]);
  });

  it("says one line at once elsewhere", () => {
    const said: string[] = [];

    startProgress("building", (line) => void said.push(line), undefined).stop("gave up");

    assert.deepEqual(said, ["building", "gave up after 0 s"]);
  });

  for (const [seconds, text] of [
    [0.4, "0 s"],
    [59.4, "59 s"],
    [60, "1 min 0 s"],
    [185, "3 min 5 s"],
  ] as const) {
    it(`writes ${seconds} s as "${text}"`, () => assert.equal(duration(seconds), text));
  }
});
