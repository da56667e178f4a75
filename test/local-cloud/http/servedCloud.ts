import assert from "node:assert/strict";
import https from "node:https";
import {
  startLocalCloud,
  type LocalCloud,
  type LocalCloudOptions,
} from "../../../local-cloud/localCloud";
import { isObject, type Json, type JsonObject } from "../../../local-cloud/json";
import { temporaryFolder } from "../../support/temporaryFolder";

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body as JSON; an empty object when there is none. */
  readonly body: JsonObject;
}

export interface WireRequest {
  readonly body?: Json | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A local cloud that listens over HTTPS, and a client that trusts it. Close it after the tests. */
export class ServedCloud {
  readonly cloud: LocalCloud;
  readonly origin: string;
  /** Certificate that clients trust. */
  readonly authority: string;
  private readonly agent: https.Agent;
  private token: string | undefined;

  private constructor(cloud: LocalCloud) {
    this.cloud = cloud;
    this.origin = cloud.api!.origin;
    this.authority = cloud.api!.authority;
    this.agent = new https.Agent({ keepAlive: true, ca: this.authority });
  }

  static async open(
    options: Partial<Pick<LocalCloudOptions, "folder" | "latency" | "zones">> = {},
  ): Promise<ServedCloud> {
    const folder = options.folder ?? temporaryFolder();
    return new ServedCloud(await startLocalCloud({ zones: [], ...options, folder, apiPort: 0 }));
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await this.cloud.close();
  }

  /** Sends a request as it is, without signing in. */
  send(method: string, path: string, { body, headers }: WireRequest = {}): Promise<WireAnswer> {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const url = new URL(this.origin);
    return new Promise((resolve, reject) => {
      const { agent } = this;
      const { port } = url;
      // Node.js itself names no length for the methods that seldom have a body.
      const length = text === undefined ? {} : { "content-length": Buffer.byteLength(text) };
      const all = { ...length, ...headers };
      const request = https.request({ host: "localhost", port, path, method, headers: all, agent });
      request.on("error", reject).on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("error", reject);
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const answered = Buffer.concat(chunks).toString("utf8");
          resolve({
            status: response.statusCode!,
            headers: response.headers as Record<string, string | undefined>,
            text: answered,
            body: objectOf(answered),
          });
        });
      });
      request.end(text);
    });
  }

  /** Sends a request to Resource Manager, signed in. `path` goes without an api-version when it has one. */
  async call(
    method: string,
    path: string,
    apiVersion: string,
    { body, headers }: WireRequest = {},
  ): Promise<WireAnswer> {
    this.token ??= await this.signIn();
    const separator = path.includes("?") ? "&" : "?";
    return this.send(method, `${path}${separator}api-version=${apiVersion}`, {
      ...(body === undefined ? {} : { body }),
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${this.token}`,
        ...headers,
      },
    });
  }

  /** A token for Resource Manager. */
  async signIn(): Promise<string> {
    const { resourceManager } = this.cloud;
    const { body } = await this.send("POST", `/${resourceManager.tenantId}/oauth2/v2.0/token`, {
      body:
        "grant_type=client_credentials&client_id=client&client_secret=secret&" +
        "scope=https%3A%2F%2Fmanagement.azure.com%2F.default",
    });
    assert.ok(typeof body.access_token === "string", JSON.stringify(body));
    return body.access_token;
  }
}

function objectOf(text: string): JsonObject {
  if (text === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {};
  }
  return isObject(value) ? value : {};
}

/** The code of an answer's error, after its status: `404 ResourceNotFound`. */
export function refusalOf({ status, body }: WireAnswer): string {
  const { error } = body;
  return `${status} ${isObject(error) && typeof error.code === "string" ? error.code : ""}`.trim();
}

/** The items of a list. */
export function valuesOf({ body }: WireAnswer): JsonObject[] {
  assert.ok(Array.isArray(body.value), JSON.stringify(body));
  return body.value.filter((one: Json) => isObject(one));
}
