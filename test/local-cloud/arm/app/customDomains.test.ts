import assert from "node:assert/strict";
import { bindingsOf } from "../../../../local-cloud/arm/types/app/environmentCertificates";
import { isObject, overlay, type JsonObject } from "../../../../local-cloud/json";
import { selfSigned } from "../../../support/selfSigned";
import { refusedWith, resourceId, type TestCloud } from "../cloud";
import {
  appBody,
  appId,
  environmentBody,
  environmentId,
  fqdn,
  openPlatform,
  proof,
  serve,
  withDomains,
} from "./platform";

const hostname = "api.example.com";
const certificateId = `${environmentId}/certificates/api`;
const managedId = `${environmentId}/managedCertificates/api`;

function upload(names: readonly string[]): JsonObject {
  const { pem } = selfSigned({
    names,
    notBefore: new Date("2026-11-01T00:00:00Z"),
    notAfter: new Date("2027-02-01T00:00:00Z"),
  });
  return { location: "centralindia", properties: { value: Buffer.from(pem).toString("base64") } };
}

const managed: JsonObject = {
  location: "centralindia",
  properties: { subjectName: hostname, domainControlValidation: "CNAME" },
};

describe("custom domains of a container app", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await openPlatform();
  });
  afterEach(() => cloud.close());

  const write = (...domains: JsonObject[]) => cloud.put(appId("api"), withDomains(...domains));
  const bindings = () => bindingsOf(cloud.resourceManager, cloud.find(appId("api"))!);

  it("accepts a name that its TXT record proves", async () => {
    serve(cloud, hostname);
    await write({ name: hostname });
    assert.deepEqual(bindings(), [{ hostname, bindingType: "Disabled" }]);
  });

  it("rejects a name without TXT record", async () => {
    await refusedWith(write({ name: hostname }), "InvalidCustomHostNameValidation", {
      status: 400,
      message:
        /^A TXT record pointing from asuid\.api\.example\.com to [0-9A-F]{64} was not found\.$/,
    });
  });

  it("rejects a name whose TXT record holds another id", async () => {
    cloud.dns.add(`asuid.${hostname}`, "TXT", proof(cloud).replace(/^./, "Z"));
    await refusedWith(write({ name: hostname }), "InvalidCustomHostNameValidation");
  });

  it("asks for the proof when the name is added, and not at each later update", async () => {
    serve(cloud, hostname);
    await write({ name: hostname });
    cloud.dns.remove(`asuid.${hostname}`);
    await assert.doesNotReject(write({ name: hostname, bindingType: "Disabled" }));
    await write();
    await refusedWith(write({ name: hostname }), "InvalidCustomHostNameValidation");
  });

  it("asks for no proof in an internal environment", async () => {
    const networkId = resourceId("Microsoft.Network/virtualNetworks", "vnet");
    await cloud.put(networkId, {
      location: "centralindia",
      properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
    });
    await cloud.put(`${networkId}/subnets/apps`, {
      properties: {
        addressPrefix: "10.0.0.0/23",
        delegations: [{ name: "apps", properties: { serviceName: "Microsoft.App/environments" } }],
      },
    });
    const internalId = resourceId("Microsoft.App/managedEnvironments", "inside");
    await cloud.put(
      internalId,
      overlay(environmentBody(), {
        properties: {
          vnetConfiguration: {
            internal: true,
            infrastructureSubnetId: `${networkId}/subnets/apps`,
          },
        },
      }),
    );
    const body = overlay(withDomains({ name: hostname }), {
      properties: { environmentId: internalId },
    });
    await assert.doesNotReject(cloud.put(appId("inside"), body));
  });

  it("rejects a name that another app has, in whichever environment", async () => {
    serve(cloud, hostname);
    await write({ name: hostname });
    await refusedWith(
      cloud.put(appId("other"), withDomains({ name: hostname.toUpperCase() })),
      "CustomHostNameInUse",
      { status: 409, message: /containerApps\/api\./ },
    );
    await cloud.delete(appId("api"));
    await assert.doesNotReject(cloud.put(appId("other"), withDomains({ name: hostname })));
  });

  it("rejects a name that is given twice", async () => {
    serve(cloud, hostname);
    await refusedWith(
      write({ name: hostname }, { name: "API.example.com" }),
      "InvalidCustomHostName",
      { message: /more than once/ },
    );
  });

  for (const name of ["", "localhost", "a_b.example.com", "-a.example.com", "*.example.com"]) {
    it(`rejects the name "${name}"`, async () => {
      await refusedWith(write({ name }), "InvalidCustomHostName");
    });
  }

  it("rejects a kind of binding that there isn't", async () => {
    serve(cloud, hostname);
    await refusedWith(
      write({ name: hostname, bindingType: "IpBased" }),
      "ContainerAppInvalidSchema",
    );
  });

  describe("bound to a certificate", () => {
    const bound = (id: string): JsonObject => ({
      name: hostname,
      bindingType: "SniEnabled",
      certificateId: id,
    });

    beforeEach(() => {
      serve(cloud, hostname, "api");
    });

    it("accepts one of the environment that covers the name", async () => {
      await cloud.put(certificateId, upload(["*.example.com"]));
      await write(bound(certificateId));
      assert.deepEqual(bindings(), [{ hostname, bindingType: "SniEnabled", certificateId }]);
    });

    it("rejects a binding without certificate", async () => {
      await refusedWith(
        write({ name: hostname, bindingType: "SniEnabled" }),
        "InvalidCertificateId",
      );
    });

    it("rejects a certificate of another environment", async () => {
      const elsewhere = resourceId("Microsoft.App/managedEnvironments", "env2");
      await cloud.put(elsewhere, environmentBody());
      await cloud.put(`${elsewhere}/certificates/api`, upload([hostname]));
      await refusedWith(write(bound(`${elsewhere}/certificates/api`)), "InvalidCertificateId", {
        message: /^Invalid certificateId '.*env2\/certificates\/api'\.$/,
      });
    });

    it("rejects a certificate that doesn't exist", async () => {
      await refusedWith(write(bound(certificateId)), "ContainerAppOperationError", {
        message: /Certificate '.*\/certificates\/api' doesn't exist\.$/,
      });
    });

    for (const names of [["other.example.com"], ["*.api.example.com"], ["*.com"]]) {
      it(`rejects a certificate for ${names.join()}`, async () => {
        await cloud.put(certificateId, upload(names));
        await refusedWith(write(bound(certificateId)), "CertificateHostnameMismatch");
      });
    }

    it("rejects a managed certificate that has not been issued yet", async () => {
      await write({ name: hostname });
      await cloud.put(
        managedId,
        overlay(managed, { properties: { domainControlValidation: "TXT" } }),
      );
      await refusedWith(write(bound(managedId)), "ContainerAppOperationError", {
        message: /has not been issued/,
      });
    });

    it("keeps the certificate from being deleted until nothing is bound to it", async () => {
      await cloud.put(certificateId, upload([hostname]));
      await write(bound(certificateId));
      await refusedWith(cloud.delete(certificateId), "CertificateInUse", {
        message: /^Certificate 'api' is used by existing custom domains 'api\.example\.com'\.$/,
      });
      await write({ name: hostname, bindingType: "Disabled" });
      assert.equal(await cloud.delete(certificateId), true);
    });

    it("is found by Auto as soon as the environment has a managed certificate for the name", async () => {
      await write({ name: hostname, bindingType: "Auto" });
      assert.deepEqual(bindings(), [{ hostname, bindingType: "Auto" }]);
      await cloud.put(managedId, managed);
      assert.deepEqual(bindings(), [{ hostname, bindingType: "Auto", certificateId: managedId }]);
      await refusedWith(cloud.delete(managedId), "CertificateInUse");
    });
  });

  describe("listCustomHostNameAnalysis", () => {
    const analyse = async () => {
      const answer = await cloud.act(appId("other"), "listCustomHostNameAnalysis", {
        customHostname: hostname,
      });
      assert.ok(isObject(answer));
      return answer;
    };

    beforeEach(() => cloud.put(appId("other"), appBody()));

    it("says what is missing before a name can be added", async () => {
      const { customDomainVerificationTest, customDomainVerificationFailureInfo, txtRecords } =
        await analyse();
      assert.equal(customDomainVerificationTest, "Failed");
      assert.deepEqual(customDomainVerificationFailureInfo, {
        code: "InvalidCustomHostNameValidation",
        message: `A TXT record pointing from asuid.${hostname} to ${proof(cloud)} was not found.`,
      });
      assert.deepEqual(txtRecords, []);
    });

    it("shows the records, and the app that has the name already", async () => {
      serve(cloud, hostname, "other");
      await write({ name: hostname });
      assert.deepEqual(await analyse(), {
        hostName: hostname,
        isHostnameAlreadyVerified: false,
        customDomainVerificationTest: "Passed",
        hasConflictOnManagedEnvironment: true,
        conflictingContainerAppResourceId: appId("api"),
        cNameRecords: [fqdn(cloud, "other")],
        txtRecords: [proof(cloud)],
        aRecords: [],
        alternateCNameRecords: [],
        alternateTxtRecords: [],
      });
    });
  });
});
