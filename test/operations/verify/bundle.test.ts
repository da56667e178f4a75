import assert from "node:assert/strict";
import { readBundle } from "../../../operations/verify/bundle";
import type { HttpAnswer } from "../../../operations/verify/httpClient";

/** A site of these files; everything else is answered with the page. */
function site(files: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const get = (path: string): Promise<HttpAnswer> => {
    asked.push(path);
    return Promise.resolve({ status: 200, headers: {}, body: files[path] ?? files["/"] ?? "" });
  };
  return { asked, get };
}

describe("the reading of a deployed bundle", () => {
  it("finds the addresses in the script of the page", async () => {
    const { get } = site({
      "/": '<script type="module" src="/assets/app-1.js"></script>',
      "/assets/app-1.js":
        'fetch("https://api.example.com/api");new WebSocket(`wss://ws.example.com`)',
    });

    const { urls } = await readBundle(get);

    assert.deepEqual(urls.map(String), ["https://api.example.com/", "wss://ws.example.com/"]);
  });

  it("follows the chunks that scripts load, each once", async () => {
    const { get, asked } = site({
      "/": '<link rel="modulepreload" href="/assets/b.js"><script src="/assets/a.js"></script>',
      "/assets/a.js": 'import("./b.js");import("./c.js")',
      "/assets/b.js": 'const m=["assets/c.js"]',
      "/assets/c.js": '"https://deep.example.com"',
    });

    const { urls } = await readBundle(get);

    assert.deepEqual(urls.map(String), ["https://deep.example.com/"]);
    assert.deepEqual(asked.toSorted(), ["/", "/assets/a.js", "/assets/b.js", "/assets/c.js"]);
  });

  it("asks no other site for its scripts", async () => {
    const { get, asked } = site({ "/": '<script src="https://cdn.example.com/x.js"></script>' });

    await readBundle(get);

    assert.deepEqual(asked, ["/"]);
  });

  it("can't tell of a site whose first page doesn't answer", async () => {
    const get = () => Promise.resolve({ status: 404, headers: {}, body: "" });

    await assert.rejects(readBundle(get), {
      name: "Inconclusive",
      message: /first page answers 404/,
    });
  });
});
