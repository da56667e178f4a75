import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { imageGuard } from "../../../operations/guards/imageGuard";
import { azureRegistry, type ImageRegistry } from "../../../operations/guards/imageRegistry";
import { stackSettings } from "../../support/stackSettings";

const name = "ftlprdacrcin.azurecr.io";
const tenantId = "22222222-2222-2222-2222-222222222222";
const digest = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;

/** What a request carried. */
interface Asked {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly accept: string | undefined;
  readonly form: Record<string, string>;
}

/** A registry as Azure's is documented, with one image. */
class FakeRegistry {
  readonly asked: Asked[] = [];
  /** Statuses that it answers instead, by method and path. */
  readonly broken = new Map<string, number>();
  private readonly server = http.createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (more: string) => (body += more));
    request.once("end", () => {
      const line = `${request.method} ${request.url}`;
      const { authorization, accept } = request.headers;
      const form = Object.fromEntries(new URLSearchParams(body));
      this.asked.push({ line, authorization, accept, form });
      const [status, headers, answer] = this.answer(line, authorization, form);
      response.writeHead(status, { ...headers, connection: "close" }).end(answer);
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private answer(
    line: string,
    authorization: string | undefined,
    form: Record<string, string>,
  ): [number, http.OutgoingHttpHeaders, string] {
    const status = this.broken.get(line.split("?")[0]!);
    if (status !== undefined) {
      const code = `{"errors":[{"code":"UNAUTHORIZED","message":"${form["access_token"]}"}]}`;
      return [status, {}, code];
    }
    if (line === "POST /oauth2/exchange") return [200, {}, '{"refresh_token":"refresh"}'];
    if (line === "POST /oauth2/token") {
      return [200, {}, JSON.stringify({ access_token: `for ${form["scope"]}` })];
    }
    const repository = /^HEAD \/v2\/(.+)\/manifests\//.exec(line)?.[1];
    const scope = `repository:${repository}:pull`;
    if (authorization !== `Bearer for ${scope}`) {
      const challenge = `Bearer realm="https://elsewhere.example/token",service="${name}",scope="${scope}"`;
      return [401, { "www-authenticate": challenge }, ""];
    }
    return [line.endsWith(digest) ? 200 : 404, {}, ""];
  }
}

describe("an Azure Container Registry", () => {
  let server: FakeRegistry;
  let registry: ImageRegistry;
  let tokens: number;
  let url: string;
  beforeEach(async () => {
    server = new FakeRegistry();
    url = await server.start();
    tokens = 0;
    registry = azureRegistry({
      name,
      tenantId,
      url,
      accessToken: async () => {
        tokens++;
        return "entra-canary";
      },
    });
  });
  afterEach(() => server.stop());

  it("has an image of a digest that it knows", async () => {
    assert.equal(await registry.has("ftl-api", digest), true);
  });

  it("has none of another digest", async () => {
    assert.equal(await registry.has("ftl-api", other), false);
  });

  it("is asked with a token for pulling that repository, got by exchange", async () => {
    await registry.has("ftl-api", digest);

    const [first, exchange, token, second] = server.asked;
    assert.equal(first!.line, `HEAD /v2/ftl-api/manifests/${digest}`);
    assert.equal(first!.authorization, undefined);
    assert.match(first!.accept!, /vnd\.oci\.image\.index.*vnd\.docker\.distribution\.manifest\.v2/);
    assert.deepEqual(exchange!.form, {
      grant_type: "access_token",
      service: name,
      tenant: tenantId,
      access_token: "entra-canary",
    });
    assert.deepEqual(token!.form, {
      grant_type: "refresh_token",
      service: name,
      scope: "repository:ftl-api:pull",
      refresh_token: "refresh",
    });
    assert.equal(second!.authorization, "Bearer for repository:ftl-api:pull");
  });

  it("exchanges the token once for several repositories", async () => {
    await Promise.all([registry.has("ftl-api", digest), registry.has("ftl-ws", digest)]);

    assert.equal(tokens, 1);
    assert.equal(server.asked.filter(({ line }) => line === "POST /oauth2/exchange").length, 1);
  });

  for (const [path, status] of [
    ["POST /oauth2/exchange", 401],
    ["POST /oauth2/token", 403],
  ] as const) {
    it(`can't be asked when ${path} is refused; the token is not repeated`, async () => {
      server.broken.set(path, status);

      await assert.rejects(registry.has("ftl-api", digest), ({ message }: Error) => {
        assert.match(message, new RegExp(`${status} UNAUTHORIZED: no role AcrPull there`));
        assert.doesNotMatch(message, /canary/);
        return true;
      });
    });
  }

  it("is not taken at its word when it fails", async () => {
    server.broken.set(`HEAD /v2/ftl-api/manifests/${digest}`, 503);

    await assert.rejects(registry.has("ftl-api", digest), /with 503/);
  });

  it("can't be asked when it doesn't answer", async () => {
    await server.stop();

    await assert.rejects(registry.has("ftl-api", digest), /doesn't answer: .*ECONNREFUSED/);
    await server.start();
  });
});

describe("the images of a deployment", () => {
  const { images } = stackSettings("prd");
  const registryThat = (has: ImageRegistry["has"]): ImageRegistry => ({ name, has });
  const outcomes = async (registry: ImageRegistry) =>
    (await imageGuard(images, registry).run()).map(({ subject, outcome }) => [subject, outcome]);

  it("pass when the registry has each by its digest", async () => {
    const asked: string[] = [];
    const registry = registryThat(async (repository, one) => {
      asked.push(`${repository}@${one}`);
      return true;
    });

    assert.deepEqual(await outcomes(registry), [
      ["image of api", "pass"],
      ["image of ws", "pass"],
      ["image of flusher", "pass"],
    ]);
    assert.deepEqual(
      asked,
      [images.api, images.ws, images.flusher].map((image) => `${image.repository}@${image.digest}`),
    );
  });

  it("reject one that is not there", async () => {
    const registry = registryThat(async (repository) => repository !== "ftl-ws");

    assert.deepEqual(await outcomes(registry), [
      ["image of api", "pass"],
      ["image of ws", "fail"],
      ["image of flusher", "pass"],
    ]);
  });

  it("can't be told when the registry can't be asked", async () => {
    const registry = registryThat(async () => {
      throw new Error("no network");
    });

    const results = await imageGuard(images, registry).run();

    assert.deepEqual(
      results.map(({ outcome, seen }) => `${outcome}: ${seen}`),
      Array(3).fill("cannotTell: no network"),
    );
  });
});
