import assert from "node:assert/strict";
import { localSubscriptionId } from "../../../local-cloud";
import { certificateFor } from "../../../local-cloud/arm/types/app/environmentCertificates";
import { at, type JsonObject } from "../../../local-cloud/json";
import { temporaryFolder } from "../../support/temporaryFolder";
import { installPythonClient } from "../pythonClient";
import { AzureCli } from "./azureCli";
import { serveStack, type ServedStack } from "./servedStack";

const group = "ftl-prd-rg-cin";
const zoneName = "ftljeta.cloud";

/** Microsoft's own command line on prd, with the commands of the production runbook as they stand there. */
describe("the Azure CLI", () => {
  let served: ServedStack;
  let az: AzureCli;
  const unmodelled: string[] = [];

  before(async function () {
    const commands = await installPythonClient(this, "Azure CLI", __dirname);
    const folder = temporaryFolder();
    served = await serveStack("prd", folder, (message) => unmodelled.push(message));
    // Restoring takes a past to restore.
    await served.cloud.advance(2);
    az = new AzureCli(commands, folder, served.apis.port, group);
    await az.signIn();
  });

  after(() => served?.apis.close());

  afterEach(() => assert.deepEqual(unmodelled.splice(0), []));

  /** A resource of prd as the model has it. */
  function model(type: string, name: string): JsonObject {
    const { resourceManager } = served.cloud;
    const end = `/resourceGroups/${group}/providers/${type}/${name}`;
    return resourceManager.get(resourceManager.ids().find((id) => id.endsWith(end))!);
  }

  const app = (name: string) => model("Microsoft.App/containerApps", name);

  /** How a hostname is bound, by the model. */
  function bindingOf(name: string, hostname: string): JsonObject | undefined {
    const domains = at(app(name), "properties.configuration.ingress.customDomains");
    return (domains as JsonObject[]).find((domain) => domain.name === hostname);
  }

  function record(name: string) {
    const { cloudflare } = served.cloud;
    return cloudflare
      .records(cloudflare.findZone(zoneName)!.id)
      .find((one) => one.name === `${name}.${zoneName}`)!;
  }

  /** Expects a command to be refused by the service, with a code. */
  async function refusal(command: string, code: string): Promise<string> {
    const { exitCode, stderr } = await az.run(command);
    assert.notEqual(exitCode, 0, command);
    assert.match(stderr, new RegExp(String.raw`ERROR: \(${code}\) `));
    return stderr;
  }

  it("is signed in to the local cloud's subscription", async () => {
    const id = await az.text("az account show --query id -o tsv");

    assert.equal(id, localSubscriptionId);
  });

  describe("before the cutover", () => {
    it("reads the hostname that the records lead to", async () => {
      const fqdn = await az.text(
        "az containerapp show -g ftl-prd-rg-cin -n ftl-prd-api --query properties.configuration.ingress.fqdn -o tsv",
      );

      assert.equal(fqdn, record("api").content);
    });

    it("reads the verification id that the TXT records say", async () => {
      const id = await az.text(
        "az containerapp env show -g ftl-prd-rg-cin -n ftl-prd-cae-cin " +
          "--query 'properties.customDomainConfiguration.customDomainVerificationId' -o tsv",
      );

      assert.equal(`"${id}"`, record("asuid.api").content);
    });

    it("reads the deployment token of the frontend", async () => {
      const token = await az.text(
        "az staticwebapp secrets list -g ftl-prd-rg-cin -n ftl-prd-frontend --query properties.apiKey -o tsv",
      );

      const again = await az.json<{ properties: { apiKey: string } }>(
        "az staticwebapp secrets list -n ftl-prd-frontend",
      );
      assert.match(token, /^\w{32,}$/);
      assert.equal(again.properties.apiKey, token);
    });
  });

  describe("binding a hostname", () => {
    it("adds one whose records stand", async () => {
      await az.text(
        "az containerapp hostname delete -g ftl-prd-rg-cin -n ftl-prd-api --hostname api.ftljeta.cloud --yes",
      );
      assert.equal(bindingOf("ftl-prd-api", "api.ftljeta.cloud"), undefined);

      await az.text(
        "az containerapp hostname add -g ftl-prd-rg-cin -n ftl-prd-api --hostname api.ftljeta.cloud",
      );

      assert.equal(bindingOf("ftl-prd-api", "api.ftljeta.cloud")?.bindingType, "Disabled");
    });

    for (const [name, hostname] of [
      ["ftl-prd-api", "api.ftljeta.cloud"],
      ["ftl-prd-ws", "ws.ftljeta.cloud"],
    ] as const) {
      it(`binds ${hostname} with a certificate that Azure issues`, async () => {
        const domains = await az.json<JsonObject[]>(
          `az containerapp hostname bind -g ftl-prd-rg-cin -n ${name} --hostname ${hostname} ` +
            "--environment ftl-prd-cae-cin --validation-method CNAME",
        );

        const shown = domains.find((domain) => domain.name === hostname);
        assert.equal(shown?.bindingType, "SniEnabled");
        const { resourceManager, clock } = served.cloud;
        const { certificateId } = bindingOf(name, hostname)!;
        const certificate = certificateFor(resourceManager, certificateId as string);
        assert.deepEqual(certificate?.subjectAlternativeNames, [hostname]);
        assert.ok(certificate.notAfter > clock.now());
      });
    }

    it("is refused a hostname that no TXT record proves", async () => {
      await refusal(
        "az containerapp hostname add -n ftl-prd-api --hostname elsewhere.ftljeta.cloud",
        "InvalidCustomHostNameValidation",
      );

      assert.equal(bindingOf("ftl-prd-api", "elsewhere.ftljeta.cloud"), undefined);
    });

    it("is refused a certificate for a hostname that is proxied", async () => {
      const { cloudflare } = served.cloud;
      const { id: zoneId } = cloudflare.findZone(zoneName)!;
      await cloudflare.editRecord(zoneId, record("prd-api").id, { proxied: true });

      await refusal(
        "az containerapp hostname bind -n ftl-prd-api --hostname prd-api.ftljeta.cloud " +
          "--environment ftl-prd-cae-cin --validation-method CNAME",
        "ManagedCertificateValidationFailed",
      );

      assert.equal(bindingOf("ftl-prd-api", "prd-api.ftljeta.cloud")?.bindingType, "Disabled");
    });

    it("is refused to delete a certificate that a hostname is bound with", async () => {
      const { certificateId } = bindingOf("ftl-prd-ws", "ws.ftljeta.cloud")!;

      await refusal(
        `az containerapp env certificate delete -n ftl-prd-cae-cin --certificate ${certificateId as string} --yes`,
        "CertificateInUse",
      );

      assert.ok(certificateFor(served.cloud.resourceManager, certificateId as string));
    });
  });

  describe("going back to the revision before", () => {
    let first: string;

    before(async () => {
      first = textOf(app("ftl-prd-flusher"), "properties.latestRevisionName");
      await az.text(
        "az containerapp update -n ftl-prd-flusher --revision-suffix second --set-env-vars GREETING=hello",
      );
    });

    it("lists both", async () => {
      const revisions = await az.json<unknown[]>(
        "az containerapp revision list -g ftl-prd-rg-cin -n ftl-prd-flusher --all --query '[].[name, properties.active]'",
      );

      assert.deepEqual(revisions, [
        [first, false],
        ["ftl-prd-flusher--second", true],
      ]);
    });

    it("is refused a suffix that is used already", async () => {
      const said = await refusal(
        "az containerapp update -n ftl-prd-flusher --revision-suffix second --set-env-vars GREETING=bye",
        "ContainerAppOperationError",
      );

      assert.match(said, /revision with suffix second already exists/);
    });

    it("activates the one before, and the other ends", async () => {
      await az.text(
        `az containerapp revision activate -g ftl-prd-rg-cin -n ftl-prd-flusher --revision ${first}`,
      );

      const active = await az.text(
        "az containerapp revision list -n ftl-prd-flusher --query '[?properties.active].name' -o tsv",
      );
      assert.equal(active, first);
    });

    it("is refused a revision that there isn't", async () => {
      await refusal(
        "az containerapp revision activate -n ftl-prd-flusher --revision ftl-prd-flusher--third",
        "RevisionNotFound",
      );
    });

    // The runbook's own words name no app.
    it("asks for the revision where only a name is given", async () => {
      const { exitCode, stderr } = await az.run(
        "az containerapp revision activate -n ftl-prd-flusher--second",
      );

      assert.equal(exitCode, 2);
      assert.match(stderr, /the following arguments are required: --revision/);
    });
  });

  describe("restoring the database", () => {
    it("makes a server of its own, as the data was then", async () => {
      const then = new Date(served.cloud.clock.now().getTime() - 3_600_000).toISOString();

      await az.text(
        `az postgres flexible-server restore --restore-time "${then}" ` +
          "--source-server ftl-prd-pg --name ftl-prd-pg-rolled-back",
      );

      const restored = model("Microsoft.DBforPostgreSQL/flexibleServers", "ftl-prd-pg-rolled-back");
      const source = model("Microsoft.DBforPostgreSQL/flexibleServers", "ftl-prd-pg");
      for (const kept of ["properties.version", "properties.storage.storageSizeGB", "sku.name"]) {
        assert.equal(at(restored, kept), at(source, kept), kept);
      }
    });

    it("is refused a time before the first backup", async () => {
      await refusal(
        'az postgres flexible-server restore --restore-time "2001-01-01T00:00:00Z" ' +
          "--source-server ftl-prd-pg --name ftl-prd-pg-too-early",
        "RestorePointInTimeInvalid",
      );
    });
  });

  describe("what is locked", () => {
    for (const [what, command] of [
      ["the database", "az postgres flexible-server delete -n ftl-prd-pg --yes"],
      ["the group that holds it", "az group delete -n ftl-prd-rg-cin --yes"],
    ] as const) {
      it(`can't be deleted: ${what}`, async () => {
        const before = served.cloud.resourceManager.ids();

        await refusal(command, "ScopeLocked");

        assert.deepEqual(served.cloud.resourceManager.ids(), before);
      });
    }
  });
});

function textOf(resource: JsonObject, path: string): string {
  const value = at(resource, path);
  assert.ok(typeof value === "string", path);
  return value;
}
