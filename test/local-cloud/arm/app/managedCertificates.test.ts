import assert from "node:assert/strict";
import fc from "fast-check";
import { certificateFor } from "../../../../local-cloud/arm/types/app/environmentCertificates";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { propertiesOf, refusedWith, type TestCloud } from "../cloud";
import { appId, environmentId, fqdn, openPlatform, serve, withDomains, textIn } from "./platform";

const hostname = "ws.example.com";
const certificateId = `${environmentId}/managedCertificates/ws`;

function body(properties: JsonObject = {}): JsonObject {
  return {
    location: "centralindia",
    properties: { subjectName: hostname, domainControlValidation: "CNAME", ...properties },
  };
}

describe("Microsoft.App/managedEnvironments/managedCertificates", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await openPlatform();
    serve(cloud, hostname, "ws");
    await cloud.put(appId("ws"), withDomains({ name: hostname }));
  });
  afterEach(() => cloud.close());

  const request = (properties: JsonObject = {}) => cloud.put(certificateId, body(properties));
  const certificate = () => certificateFor(cloud.resourceManager, certificateId);
  const properties = () => propertiesOf(cloud.get(certificateId));
  /** What Cloudflare's proxy does to a name: its CNAME is not to be seen, only the edge's addresses. */
  const proxy = () => {
    cloud.dns.remove(hostname);
    cloud.dns.add(hostname, "A", "192.0.2.10");
  };
  const redeploy = (ingress: JsonObject) =>
    cloud.put(
      appId("ws"),
      overlay(withDomains({ name: hostname }), { properties: { configuration: { ingress } } }),
    );

  it("is issued by DigiCert for 180 days when the name leads straight to the app", async () => {
    assert.equal(propertiesOf(await request()).provisioningState, "Succeeded");
    assert.deepEqual(certificate(), {
      subjectAlternativeNames: [hostname],
      notBefore: new Date("2026-11-20T12:00:00Z"),
      notAfter: new Date("2027-05-19T12:00:00Z"),
      issuer: "CN=GeoTrust TLS RSA CA G1, OU=www.digicert.com, O=DigiCert Inc, C=US",
      state: "Succeeded",
    });
  });

  it("rejects a name that no app of the environment has", async () => {
    await refusedWith(
      request({ subjectName: "other.example.com" }),
      "RequireCustomHostnameInEnvironment",
      {
        status: 400,
        message:
          /^Creating managed certificate requires hostname 'other\.example\.com' added as a custom hostname to a container app or route in environment 'env'$/,
      },
    );
  });

  for (const domainControlValidation of ["", "EMAIL"]) {
    it(`rejects the validation method "${domainControlValidation}"`, async () => {
      await refusedWith(request({ domainControlValidation }), "InvalidValidationMethod", {
        message: /'ws\.example\.com'\. Supported .* are: CNAME, HTTP, TXT\.$/,
      });
    });
  }

  it("rejects validation by CNAME for an apex", async () => {
    await refusedWith(request({ subjectName: "example.com" }), "InvalidValidationMethod", {
      message: /are: HTTP, TXT\.$/,
    });
  });

  it("rejects a change of what it is for", async () => {
    await request();
    await refusedWith(request({ subjectName: "other.example.com" }), "ManagedCertNoUpdate", {
      status: 400,
    });
    await refusedWith(request({ domainControlValidation: "HTTP" }), "ManagedCertNoUpdate");
  });

  /** What stands against an issue, each with the words that the refusal says it in. */
  const obstacles: readonly [title: string, prepare: () => unknown, message: RegExp][] = [
    ["a name that isn't there", () => cloud.dns.remove(hostname), /CNAME.*got none/],
    ["a proxied name", proxy, /CNAME.*got none/],
    [
      "a name that leads to another app",
      () => {
        cloud.dns.remove(hostname);
        cloud.dns.add(hostname, "CNAME", fqdn(cloud, "api"));
      },
      /must map directly to ws\..*got api\./,
    ],
    [
      "a name that leads to the app by way of another name",
      () => {
        cloud.dns.remove(hostname);
        cloud.dns.add(hostname, "CNAME", "middle.example.com");
        cloud.dns.add("middle.example.com", "CNAME", fqdn(cloud, "ws"));
      },
      /got middle\.example\.com/,
    ],
    [
      "a CAA record of the name that leaves DigiCert out",
      () => cloud.dns.add(hostname, "CAA", '0 issue "letsencrypt.org"'),
      /'ws\.example\.com' don't allow digicert\.com/,
    ],
    [
      "a CAA record of the zone that leaves DigiCert out",
      () => cloud.dns.add("example.com", "CAA", '0 issue "letsencrypt.org"'),
      /'example\.com' don't allow digicert\.com/,
    ],
    [
      "a CAA record that forbids every authority",
      () => cloud.dns.add("example.com", "CAA", '0 issue ";"'),
      /don't allow digicert\.com/,
    ],
    [
      "an app that only its environment reaches",
      () => redeploy({ external: false }),
      /not publicly accessible/,
    ],
    [
      "an app that lets in some addresses only",
      () =>
        redeploy({
          ipSecurityRestrictions: [
            { name: "edge", action: "Allow", ipAddressRange: "203.0.113.0/24" },
          ],
        }),
      /IP security restrictions/,
    ],
    [
      "an app that lets nobody in",
      () =>
        redeploy({
          ipSecurityRestrictions: [{ name: "all", action: "Deny", ipAddressRange: "0.0.0.0/0" }],
        }),
      /IP security restrictions/,
    ],
    [
      "an app that requires client certificates",
      () => redeploy({ clientCertificateMode: "require" }),
      /client certificates/,
    ],
  ];

  for (const [title, prepare, message] of obstacles) {
    it(`is not issued to ${title}`, async () => {
      await prepare();
      await refusedWith(request(), "ManagedCertificateValidationFailed", { message });
      assert.equal(cloud.find(certificateId), undefined);
    });
  }

  /** What looks like an obstacle and is none. */
  const harmless: readonly [title: string, prepare: () => unknown][] = [
    [
      "CAA records of the zone that allow DigiCert among others",
      () => {
        cloud.dns.add("example.com", "CAA", '0 issue "letsencrypt.org"');
        cloud.dns.add("example.com", "CAA", '0 issue "digicert.com; cansignhttpexchanges=yes"');
      },
    ],
    [
      "CAA records of its own that allow DigiCert, below a zone's that don't",
      () => {
        cloud.dns.add(hostname, "CAA", '0 issue "digicert.com"');
        cloud.dns.add("example.com", "CAA", '0 issue "letsencrypt.org"');
      },
    ],
    [
      "CAA records that speak of wildcards and of reports only",
      () => {
        cloud.dns.add("example.com", "CAA", '0 issuewild "letsencrypt.org"');
        cloud.dns.add("example.com", "CAA", '0 iodef "mailto:ca@example.com"');
      },
    ],
    [
      "an app that keeps some addresses out",
      () =>
        redeploy({
          ipSecurityRestrictions: [{ name: "bad", action: "Deny", ipAddressRange: "203.0.113.9" }],
        }),
    ],
  ];

  for (const [title, prepare] of harmless) {
    it(`is issued to a name with ${title}`, async () => {
      await prepare();
      await request();
      assert.equal(certificate()?.state, "Succeeded");
    });
  }

  it("is validated over HTTP when the name's address is the environment's", async () => {
    cloud.dns.remove(hostname);
    cloud.dns.add(hostname, "A", "192.0.2.10");
    await refusedWith(
      request({ domainControlValidation: "HTTP" }),
      "ManagedCertificateValidationFailed",
      { message: /A record .* got 192\.0\.2\.10/ },
    );
    cloud.dns.remove(hostname);
    cloud.dns.add(hostname, "A", textIn(cloud.get(environmentId), "properties.staticIp"));
    await request({ domainControlValidation: "HTTP" });
    assert.equal(certificate()?.state, "Succeeded");
  });

  it("waits for the TXT record with its token, where that is the method", async () => {
    await request({ domainControlValidation: "TXT" });
    assert.equal(properties().provisioningState, "Pending");
    assert.equal(certificate(), undefined);
    cloud.dns.add(`_dnsauth.${hostname}`, "TXT", textIn(properties(), "validationToken"));
    cloud.advance({ hours: 1 });
    assert.equal(properties().provisioningState, "Succeeded");
    assert.deepEqual(certificate()?.notBefore, new Date("2026-11-20T13:00:00Z"));
  });

  describe("as time goes by", () => {
    const expired = () => certificate()!.notAfter <= cloud.now();

    beforeEach(() => request());

    it("is not renewed before its last 45 days", () => {
      cloud.advance({ days: 134 });
      assert.deepEqual(certificate()?.notBefore, new Date("2026-11-20T12:00:00Z"));
    });

    it("is renewed 45 days before its end, so that it lives on after 190 days", () => {
      cloud.advance({ days: 190 });
      assert.deepEqual(certificate()?.notBefore, new Date("2027-04-04T12:00:00Z"));
      assert.equal(expired(), false);
      assert.equal(properties().error, undefined);
    });

    it("is not renewed behind a proxied name, and has expired after 190 days", () => {
      proxy();
      cloud.advance({ days: 190 });
      assert.equal(expired(), true);
      assert.equal(certificate()?.state, "RenewalFailed");
      assert.match(textIn(properties(), "error"), /CNAME record .* got none/);
      assert.equal(properties().provisioningState, "Succeeded");
    });

    it("serves on between a failed renewal and its end", () => {
      proxy();
      cloud.advance({ days: 140 });
      assert.equal(certificate()?.state, "RenewalFailed");
      assert.equal(expired(), false);
    });

    it("is issued anew once what stood against it is gone", () => {
      proxy();
      cloud.advance({ days: 190 });
      cloud.dns.remove(hostname);
      serve(cloud, hostname, "ws");
      cloud.advance({ hours: 1 });
      assert.equal(certificate()?.state, "Succeeded");
      assert.deepEqual(certificate()?.notBefore, new Date(cloud.now()));
      assert.equal(properties().error, undefined);
    });

    it("stays issued when it is written again behind a proxied name", async () => {
      proxy();
      await request();
      assert.deepEqual(certificate()?.notBefore, new Date("2026-11-20T12:00:00Z"));
    });

    it("is the same after one long jump of the clock as after many short ones", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 }),
          async (days) => {
            const other = await openPlatform();
            try {
              serve(other, hostname, "ws");
              await other.put(appId("ws"), withDomains({ name: hostname }));
              await other.put(certificateId, body());
              const start = new Date(other.now());
              for (const step of days) other.advance({ days: step });
              const inSteps = certificateFor(other.resourceManager, certificateId)!;

              const alone = await openPlatform();
              try {
                alone.setTime(start.toISOString());
                serve(alone, hostname, "ws");
                await alone.put(appId("ws"), withDomains({ name: hostname }));
                await alone.put(certificateId, body());
                alone.advance({ days: days.reduce((sum, step) => sum + step, 0) });
                assert.deepEqual(certificateFor(alone.resourceManager, certificateId), inSteps);
              } finally {
                alone.close();
              }
              assert.ok(inSteps.notAfter > other.now());
            } finally {
              other.close();
            }
          },
        ),
        { numRuns: 10 },
      );
    });
  });
});
