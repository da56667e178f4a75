import { createHmac, timingSafeEqual } from "node:crypto";
import { ArmError } from "../../arm/armError";
import { isObject, type JsonObject } from "../../json";

/** Who a token speaks for. */
export interface Principal {
  readonly clientId: string;
  readonly objectId: string;
  readonly tenantId: string;
}

/** A token as it is handed out. */
export interface AccessToken {
  readonly text: string;
  /** Seconds since 1970, by the machine's clock: so does the client count. */
  readonly issuedOn: number;
  readonly expiresOn: number;
}

/** How long a token lasts, in seconds. @see https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime */
const lifetimeSec = 3600;

/** Whom Resource Manager's tokens are meant for. @see https://learn.microsoft.com/azure/azure-resource-manager/management/authenticate-multi-tenant */
const managementAudiences = ["https://management.azure.com", "https://management.core.windows.net"];

const header = base64({ typ: "JWT", alg: "HS256" });

/** Hands out access tokens, and knows its own again. No client checks a signature; Resource Manager does. */
export class AccessTokens {
  private readonly secret: string;
  /** What was found good before, by text: checking once is enough. */
  private readonly known = new Map<string, { expiresOn: number; audience: string }>();

  /** @param secret Signs the tokens. */
  constructor(secret: string) {
    this.secret = secret;
  }

  /** @param audience Address of the service that the token is for. */
  issue(principal: Principal, audience: string): AccessToken {
    const issuedOn = Math.floor(Date.now() / 1000);
    const expiresOn = issuedOn + lifetimeSec;
    const payload = base64({
      aud: audience,
      iss: `https://sts.windows.net/${principal.tenantId}/`,
      iat: issuedOn,
      nbf: issuedOn,
      exp: expiresOn,
      appid: principal.clientId,
      idtyp: "app",
      oid: principal.objectId,
      sub: principal.objectId,
      tid: principal.tenantId,
      ver: "1.0",
    });
    return { text: `${header}.${payload}.${this.sign(payload)}`, issuedOn, expiresOn };
  }

  /**
   * Checks the `Authorization` header of a request to Resource Manager.
   *
   * @throws ArmError 401, as Resource Manager refuses.
   * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/3612 (no header)
   * @see https://github.com/Azure/azure-sdk-for-python/issues/4124 (no bearer token)
   * @see https://github.com/microsoft/vscode-azureappservice/issues/2483 (expired)
   */
  check(authorization: string | undefined): void {
    if (authorization === undefined || authorization === "") {
      throw refuse(
        "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing.",
      );
    }
    const [, text] = /^bearer ([\w.-]+)$/i.exec(authorization) ?? [];
    if (text === undefined) {
      throw refuse(
        "AuthenticationFailedInvalidHeader",
        "Authentication failed. The 'Authorization' header is provided in an invalid format.",
      );
    }
    const { expiresOn, audience } = this.known.get(text) ?? this.read(text);
    const now = Date.now();
    if (expiresOn * 1000 <= now) {
      this.known.delete(text);
      throw refuse(
        "ExpiredAuthenticationToken",
        `The access token expiry UTC time '${utc(expiresOn * 1000)}' is earlier than current UTC time '${utc(now)}'.`,
      );
    }
    if (isManagement(audience)) return;
    throw refuse(
      "InvalidAuthenticationTokenAudience",
      `The access token has been obtained for wrong audience or resource '${audience}'. It should exactly match with ` +
        `one of the allowed audiences '${managementAudiences.map((one) => `${one}/`).join("','")}'.`,
    );
  }

  private read(text: string): { expiresOn: number; audience: string } {
    const [first, payload, signature, ...rest] = text.split(".");
    const isOwn =
      first === header && rest.length === 0 && same(signature ?? "", this.sign(payload ?? ""));
    const claims = isOwn ? parse(payload ?? "") : {};
    if (typeof claims.exp !== "number" || typeof claims.aud !== "string") {
      throw refuse("InvalidAuthenticationToken", "The access token is invalid.");
    }
    const read = { expiresOn: claims.exp, audience: claims.aud };
    this.known.set(text, read);
    return read;
  }

  private sign(payload: string): string {
    return createHmac("sha256", this.secret).update(`${header}.${payload}`).digest("base64url");
  }
}

/** Clients that are told another address of Resource Manager ask for a token for that one. */
function isManagement(audience: string): boolean {
  const address = audience.replace(/\/+$/, "");
  return (
    managementAudiences.includes(address) ||
    /^https:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(address)
  );
}

function refuse(code: string, message: string): ArmError {
  return new ArmError(401, code, message);
}

function base64(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function parse(payload: string): JsonObject {
  const value: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  return isObject(value) ? value : {};
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function utc(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString("en-US", { timeZone: "UTC" }).replace(",", "");
}
