import { randomUUID } from "node:crypto";
import https from "node:https";

/** A client of Resource Manager over kept connections, with the headers that Microsoft's SDKs send. */
export class ManagementClient {
  private readonly origin: URL;
  private readonly agent: https.Agent;
  private token = "";

  constructor(origin: string, authority: string) {
    this.origin = new URL(origin);
    this.agent = new https.Agent({ keepAlive: true, ca: authority, maxSockets: 32 });
  }

  /** Gets a token, as a service principal does. */
  async signIn(tenantId: string): Promise<void> {
    const form =
      "grant_type=client_credentials&client_id=client&client_secret=secret&" +
      "scope=https%3A%2F%2Fmanagement.azure.com%2F.default";
    const { body } = await this.send("POST", `/${tenantId}/oauth2/v2.0/token`, form);
    this.token = (body as { access_token: string }).access_token;
  }

  /** @param body Sent as JSON, or as the form that it is. */
  send(method: string, path: string, body?: object | string): Promise<Answer> {
    const text = typeof body === "object" ? JSON.stringify(body) : (body ?? "");
    const headers = {
      accept: "application/json",
      "user-agent": "azsdk-js-arm-appcontainers/3.0.0 core-rest-pipeline/1.22.1 Node/20",
      "x-ms-client-request-id": randomUUID(),
      "content-length": Buffer.byteLength(text),
      ...(typeof body === "object" ? { "content-type": "application/json" } : {}),
      ...(this.token === "" ? {} : { authorization: `Bearer ${this.token}` }),
    };
    const { hostname: host, port } = this.origin;
    return new Promise((resolve, reject) => {
      const request = https.request({ host, port, path, method, headers, agent: this.agent });
      request.on("error", reject).on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("error", reject);
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const answered = Buffer.concat(chunks).toString("utf8");
          resolve({
            status: response.statusCode!,
            body: answered === "" ? undefined : (JSON.parse(answered) as unknown),
          });
        });
      });
      request.end(text);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

export interface Answer {
  readonly status: number;
  /** Parsed; undefined when there is none. */
  readonly body: unknown;
}
