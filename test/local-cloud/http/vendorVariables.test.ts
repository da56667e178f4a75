import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { vendorVariables } from "../../../local-cloud";
import { temporaryFolder } from "../../support/temporaryFolder";
import { ServedCloud } from "./servedCloud";

/** What a person might write who knows the vendors' clients, and nothing of the local cloud but one address. */
const program = `
  const { DefaultAzureCredential } = require("@azure/identity");
  const { ResourceManagementClient } = require("@azure/arm-resources");
  const { default: Cloudflare } = require("cloudflare");
  const { AZURE_SUBSCRIPTION_ID, FTL_API } = process.env;
  (async () => {
    const azure = new ResourceManagementClient(new DefaultAzureCredential(), AZURE_SUBSCRIPTION_ID, { endpoint: FTL_API });
    const { id } = await azure.resourceGroups.createOrUpdate("rg-theirs", { location: "centralindia" });
    const { result: zones } = await new Cloudflare().zones.list();
    process.stdout.write(JSON.stringify({ id, zones: zones.map(({ name }) => name) }));
  })();`;

describe("the variables of the vendors' clients", () => {
  it("are all that a program needs to find the local cloud, trust it and sign in", async () => {
    const folder = temporaryFolder();
    const served = await ServedCloud.open({ folder, zones: ["example.com"] });
    const { AZURE_SUBSCRIPTION_ID: subscription, ...others } = vendorVariables(
      folder,
      served.cloud.api!.port,
    );

    try {
      const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], {
        cwd: path.resolve(__dirname, "../../.."),
        env: { AZURE_SUBSCRIPTION_ID: subscription, ...others },
      });

      assert.deepEqual(JSON.parse(stdout), {
        id: `/subscriptions/${subscription}/resourceGroups/rg-theirs`,
        zones: ["example.com"],
      });
    } finally {
      await served.close();
    }
  });
});
