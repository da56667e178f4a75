import assert from "node:assert/strict";
import { ClientSecretCredential, ManagedIdentityCredential } from "@azure/identity";
import { localTenantId } from "../../../local-cloud/arm/resourceManager";
import { isObject, type JsonObject } from "../../../local-cloud/json";
import { AccessTokens } from "../../../local-cloud/http/signIn/accessTokens";
import { identityHeader } from "../../../local-cloud/http/signIn/managedIdentityEndpoint";
import { groupId, propertiesOf, resourceId } from "../arm/cloud";
import { refusalOf, ServedCloud } from "./servedCloud";

const management = "https://management.azure.com";
const identityId = resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "id-app");

/** What a token says. */
function claimsOf(token: string): JsonObject {
  const text = Buffer.from(token.split(".")[1]!, "base64url").toString("utf8");
  const claims: unknown = JSON.parse(text);
  assert.ok(isObject(claims));
  return claims;
}

describe("signing in", () => {
  let served: ServedCloud;
  let clientId: string;

  before(async () => {
    served = await ServedCloud.open();
    await served.cloud.resourceManager.put(groupId, { location: "centralindia" });
    const identity = await served.cloud.resourceManager.put(identityId, {
      location: "centralindia",
    });
    clientId = propertiesOf(identity).clientId as string;
  });

  after(() => served.close());

  const subscriptions = (authorization?: string) =>
    served.send("GET", "/subscriptions?api-version=2022-12-01", {
      headers: authorization === undefined ? {} : { authorization },
    });

  describe("@azure/identity", () => {
    it("gets a service principal's token that Resource Manager takes", async () => {
      const credential = new ClientSecretCredential(localTenantId, "a-client", "a-secret", {
        authorityHost: served.origin,
        disableInstanceDiscovery: true,
        tlsOptions: { ca: served.authority },
      });

      const { token, expiresOnTimestamp } = await credential.getToken(`${management}/.default`);

      const { appid, aud, tid } = claimsOf(token);
      assert.deepEqual(
        { appid, aud, tid },
        { appid: "a-client", aud: management, tid: localTenantId },
      );
      assert.ok(expiresOnTimestamp > Date.now());
      assert.equal((await subscriptions(`Bearer ${token}`)).status, 200);
    });

    it("gets a managed identity's token as on a virtual machine", async () => {
      const before = process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"];
      process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = served.origin;
      try {
        const credential = new ManagedIdentityCredential({
          clientId,
          tlsOptions: { ca: served.authority },
        });

        const { token } = await credential.getToken(management);

        assert.equal(claimsOf(token).appid, clientId);
      } finally {
        if (before === undefined) delete process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"];
        else process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = before;
      }
    });
  });

  describe("the token endpoint", () => {
    const token = (form: string, tenant = localTenantId) =>
      served.send("POST", `/${tenant}/oauth2/v2.0/token`, { body: form });
    const whole = `grant_type=client_credentials&client_id=c&client_secret=s&scope=${management}/.default`;

    for (const [what, form, code] of [
      ["without a grant type", whole.replace("grant_type=client_credentials", ""), 900144],
      ["with another grant type", whole.replace("client_credentials", "password"), 70003],
      ["without a client", whole.replace("client_id=c", ""), 900144],
      ["without a secret", whole.replace("client_secret=s", ""), 7000218],
      ["without a scope", whole.replace(/scope=.*/, ""), 900144],
      ["with a scope of one right", whole.replace("/.default", "/Read"), 1002012],
    ] as const) {
      it(`rejects a request ${what}`, async () => {
        const { status, body } = await token(form);

        assert.ok(status === 400 || status === 401, `status ${status}`);
        assert.deepEqual(body.error_codes, [code]);
      });
    }

    it("rejects another tenant", async () => {
      const { body } = await token(whole, "00000000-0000-4000-8000-000000000000");

      assert.deepEqual([body.error, body.error_codes], ["invalid_tenant", [90002]]);
    });

    it("is where the OpenID configuration says", async () => {
      const path = `/${localTenantId}/v2.0/.well-known/openid-configuration`;
      const { body } = await served.send("GET", path);

      assert.equal(body.token_endpoint, `${served.origin}/${localTenantId}/oauth2/v2.0/token`);
    });
  });

  describe("the managed identity endpoint", () => {
    const virtualMachine = `/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${management}`;
    const metadata = { Metadata: "true" };

    for (const [what, path, headers, status] of [
      ["without the Metadata header", virtualMachine, {}, 400],
      ["without a resource", virtualMachine.replace(/&resource=.*/, ""), metadata, 400],
      ["of an identity that there isn't", `${virtualMachine}&client_id=nobody`, metadata, 400],
      ["with another identity header", `/msi/token?resource=${management}`, {}, 401],
    ] as const) {
      it(`rejects a request ${what}`, async () => {
        assert.equal((await served.send("GET", path, { headers })).status, status);
      });
    }

    it("hands a token to a container app that shows its header", async () => {
      const { body } = await served.send("GET", `/msi/token?resource=${management}`, {
        headers: { "x-identity-header": identityHeader },
      });

      assert.equal(claimsOf(body.access_token as string).aud, management);
    });

    it("finds an identity by its resource id", async () => {
      const path = `${virtualMachine}&mi_res_id=${identityId}`;
      const { body } = await served.send("GET", path, { headers: metadata });

      assert.equal(body.client_id, clientId);
    });
  });

  describe("Resource Manager", () => {
    const principal = { clientId: "c", objectId: "o", tenantId: localTenantId };
    const secret = () => served.cloud.resourceManager.secretText("access tokens", 64);

    it("rejects a request without a token, and says where to get one", async () => {
      const answer = await subscriptions();

      assert.equal(refusalOf(answer), "401 AuthenticationFailed");
      assert.match(answer.headers["www-authenticate"]!, /^Bearer authorization_uri=/);
    });

    it("rejects what is no bearer token", async () => {
      assert.equal(
        refusalOf(await subscriptions("Basic YTpi")),
        "401 AuthenticationFailedInvalidHeader",
      );
    });

    it("rejects a token of another authority", async () => {
      const { text } = new AccessTokens("another secret").issue(principal, management);

      assert.equal(
        refusalOf(await subscriptions(`Bearer ${text}`)),
        "401 InvalidAuthenticationToken",
      );
    });

    it("rejects a token for another service", async () => {
      const { text } = new AccessTokens(secret()).issue(principal, "https://vault.azure.net");

      assert.equal(
        refusalOf(await subscriptions(`Bearer ${text}`)),
        "401 InvalidAuthenticationTokenAudience",
      );
    });

    it("rejects a token that has expired", async () => {
      const { now } = Date;
      Date.now = () => now() - 2 * 3600 * 1000;
      const { text } = new AccessTokens(secret()).issue(principal, management);
      Date.now = now;

      assert.equal(
        refusalOf(await subscriptions(`Bearer ${text}`)),
        "401 ExpiredAuthenticationToken",
      );
    });
  });
});
