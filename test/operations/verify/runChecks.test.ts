import assert from "node:assert/strict";
import fc from "fast-check";
import {
  fail,
  Inconclusive,
  inconclusive,
  pass,
  type Verdict,
} from "../../../operations/verify/check";
import { junitReport } from "../../../operations/verify/junitReport";
import { liveList } from "../../../operations/verify/liveList";
import { type CheckResult, exitCodeOf, runChecks } from "../../../operations/verify/runChecks";
import { verifyTable } from "../../../operations/verify/verifyTable";

const check = (name: string, run: () => Promise<Verdict>) => ({ name, about: name, run });
const result = (name: string, verdict: Verdict): CheckResult => ({
  name,
  about: name,
  seconds: 0.25,
  ...verdict,
});

describe("the run of the checks", () => {
  it("is side by side: one that waits for another to begin ends too", async () => {
    let begin = () => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const waiting = check("waiting", async () => (await begun, pass("it began")));
    const beginning = check("beginning", async () => (begin(), pass("begun")));

    const results = await runChecks([waiting, beginning], { timeoutSec: 5 });

    assert.deepEqual(
      results.map(({ name, outcome }) => `${name} ${outcome}`),
      ["waiting pass", "beginning pass"],
    );
  });

  it("has a check that throws as inconclusive, with why", async () => {
    const [thrown] = await runChecks(
      [check("a", () => Promise.reject(new Error("no network\nmend it")))],
      { timeoutSec: 5 },
    );

    const { outcome, saw, mend } = thrown!;
    assert.deepEqual(
      { outcome, saw, mend },
      { outcome: "inconclusive", saw: "no network", mend: "mend it" },
    );
  });

  it("has a check that needs what it doesn't get as inconclusive, with where to look", async () => {
    const [thrown] = await runChecks(
      [check("a", () => Promise.reject(new Inconclusive("see dns api.ftljeta.cloud")))],
      { timeoutSec: 5 },
    );

    assert.equal(thrown!.saw, "see dns api.ftljeta.cloud");
  });

  it("has a check that never ends as inconclusive", async () => {
    const [late] = await runChecks([check("a", () => new Promise(() => undefined))], {
      timeoutSec: 0.01,
    });

    assert.equal(late!.outcome, "inconclusive");
  });

  it("tells each result as it comes, and which checks still run", async () => {
    const told: string[] = [];
    await runChecks([check("a", async () => pass("")), check("b", async () => fail("", ""))], {
      timeoutSec: 5,
      onUpdate: ({ name }, running) => told.push(`${name}, then ${running.join()}`),
    });

    assert.deepEqual(told, ["a, then b", "b, then "]);
  });

  it("ends with 0 only when all pass, and with 1 whenever one fails", () => {
    const outcome = fc.constantFrom("pass", "fail", "inconclusive");
    fc.assert(
      fc.property(fc.array(fc.record({ outcome })), (results) => {
        const code = exitCodeOf(results as never);
        const has = (wanted: string) => results.some((one) => one.outcome === wanted);
        assert.equal(code === 1, has("fail"));
        assert.equal(code === 0, results.length > 0 && !has("fail") && !has("inconclusive"));
      }),
    );
  });
});

describe("what ftl verify shows", () => {
  const results = [
    result("dns a", pass("CNAME b")),
    result("health api", fail("api answers 503", "Look at the log.")),
    result("cors preflight", inconclusive("see health api")),
  ];

  it("is a table, what it came to, and the mends", () => {
    assert.equal(
      verifyTable("stg", results, 1.23),
      [
        "  check           result        saw",
        "  dns a           pass          CNAME b",
        "  health api      fail          api answers 503",
        "  cors preflight  inconclusive  see health api",
        "",
        "stg does not work as it should: 1 pass, 1 fail, 1 inconclusive, in 1.2 s.",
        "",
        "health api: fail: api answers 503",
        "  Look at the log.",
        "",
        "cors preflight: inconclusive: see health api",
        "",
      ].join("\n"),
    );
  });

  it("never calls a stack working of which something can't be told", () => {
    const table = verifyTable("stg", [results[0]!, results[2]!], 1);

    assert.match(table, /whether stg works can't be told: 1 pass, 0 fail, 1 inconclusive/);
  });

  it("has what is inconclusive as an error in JUnit, so that a pipeline stops", () => {
    const xml = junitReport("stg", results);

    assert.match(xml, /<testsuites tests="3" failures="1" errors="1" skipped="0">/);
    assert.match(xml, /<testcase classname="verify.stg" name="health api" time="0.25">\s*<failure/);
    assert.match(xml, /name="cors preflight" time="0.25">\s*<error message="see health api"/);
  });

  it("is a line a check where there is no terminal", () => {
    let written = "";
    const list = liveList({ write: (text) => (written += text) }, 2);

    list.update(results[0]!, ["health api"]);
    list.update(results[1]!, []);
    list.end();

    assert.equal(written, "  pass            0.3 s  dns a\n  fail            0.3 s  health api\n");
  });

  it("keeps on a terminal only what doesn't pass, and fits one line", () => {
    let written = "";
    const list = liveList({ isTTY: true, columns: 40, write: (text) => (written += text) }, 3);

    list.update(results[0]!, ["health api", "a check with a name that is long"]);
    list.update(results[1]!, []);
    list.end();

    const lines = written.split("\r\u001b[2K");
    assert.ok(
      lines.every((line) => line.replace(/\n$/, "").length < 40),
      written,
    );
    assert.deepEqual(
      lines.filter((line) => line.endsWith("\n")),
      ["  fail            0.3 s  health api\n"],
    );
  });
});
