import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { buildFrontend } from "../../workloads";
import { readSiteContent } from "../../local-cloud/data-plane/staticSites/siteContent";
import { frontendBuildVariables } from "../../settings";
import { stackSettings } from "../../operations/stackSettings";
import { temporaryFolder } from "../support/temporaryFolder";

describe("the reference frontend", () => {
  it("is a page, its script, its style and a configuration that the service takes", async () => {
    const folder = temporaryFolder();
    await buildFrontend(frontendBuildVariables(stackSettings("stg")), folder);
    const { config, files } = readSiteContent(folder);
    const [script = "", style = "", ...others] = [...files.keys()].toSorted();
    assert.match(script, /^\/assets\/app-\w+\.js$/);
    assert.match(style, /^\/assets\/style-\w+\.css$/);
    assert.deepEqual(others, ["/index.html"]);
    const page = fs.readFileSync(path.join(folder, "index.html"), "utf8");
    assert.ok(page.includes(`src="${script}"`) && page.includes(`href="${style}"`));
    assert.equal(config.navigationFallback?.rewrite, "/index.html");
  });

  it("has nothing in its page that its own content security policy forbids", async () => {
    const folder = temporaryFolder();
    await buildFrontend(frontendBuildVariables(stackSettings("stg")), folder);
    const { config } = readSiteContent(folder);
    const page = fs.readFileSync(path.join(folder, "index.html"), "utf8");
    assert.match(config.globalHeaders?.["content-security-policy"] ?? "", /^default-src 'self';/);
    assert.doesNotMatch(page, /<style|style=|<script(?! type="module" src=)| on\w+=/);
  });

  it("has the stack's URLs in its script, and another stack's give the script another name", async () => {
    const build = async (stack: string) => {
      const folder = temporaryFolder();
      const variables = frontendBuildVariables(stackSettings(stack));
      await buildFrontend(variables, folder);
      const [name = ""] = fs.readdirSync(path.join(folder, "assets"));
      return { variables, name, text: fs.readFileSync(path.join(folder, "assets", name), "utf8") };
    };
    const [stg, prd] = [await build("stg"), await build("prd")];
    assert.ok(stg.text.includes(stg.variables["VITE_API_URL"]!));
    assert.ok(stg.text.includes(stg.variables["VITE_WS_URL"]!));
    assert.notEqual(stg.name, prd.name);
  });

  it("rejects a build without its URLs", () =>
    assert.rejects(
      buildFrontend({ VITE_API_URL: "https://a/api" }, temporaryFolder()),
      /VITE_WS_URL/,
    ));
});
