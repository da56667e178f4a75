import assert from "node:assert/strict";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { types } from "../../policy/types";
import {
  type Described,
  RunningPack,
  secret,
  unknown,
  urnOf,
  type Verdict,
} from "../support/analyzer";

type Props = Record<string, JavaScriptValue>;

const environment = "happyhill-12345678.centralindia.azurecontainerapps.io";

/** A record as the program declares it: the ws record of prd, changed at will. */
function record(props: Props = {}, name = "ws-cname"): Described {
  const declared = {
    zoneId: "0123456789abcdef0123456789abcdef",
    name: "ws.ftljeta.cloud",
    type: "CNAME",
    content: `ftl-prd-ws.${environment}`,
    proxied: false,
    ttl: 300,
    comment: "ftl-prd ws: DNS-only for ever",
  };
  const merged = Object.entries({ ...declared, ...props }).filter(([, value]) => value !== null);
  return { type: types.dnsRecord, name, props: Object.fromEntries(merged) };
}

/** A record that says nothing of ws itself. */
function plain(props: Props, name = "plain"): Described {
  return record(
    { name: "live.ftljeta.cloud", content: "192.0.2.1", comment: null, ...props },
    name,
  );
}

function containerApp(
  app: string,
  props: Props = {},
  type: string = types.containerApp,
): Described {
  return {
    type,
    name: `${app}-app`,
    props: { containerAppName: `ftl-prd-${app}`, tags: { "ftl-workload": app }, ...props },
  };
}

function workerRoute(props: Props): Described {
  return { type: types.workersRoute, name: "route", props: { zoneId: "zone", ...props } };
}

/** The ws record in a zone of Azure DNS. */
function azureRecord(props: Props): Described {
  const common = { relativeRecordSetName: "ws", zoneName: "ftljeta.cloud", recordType: "CNAME" };
  return { type: types.azureRecordSet, name: "azure", props: { ...common, ...props } };
}

const bound = (...names: JavaScriptValue[]): Props => ({
  configuration: { ingress: { customDomains: names.map((name) => ({ name })) } },
});

describe("ws-record-dns-only, in a running pack", () => {
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start();
  });
  after(() => pack.stop());

  const own = (verdicts: Verdict[]) =>
    verdicts.filter(({ policy }) => policy === "ws-record-dns-only");
  const analyze = async (subject: Described) => own(await pack.analyze(subject));
  const analyzeStack = async (resources: readonly Described[]) =>
    own(await pack.analyzeStack(resources));

  async function rejectsAlone(subject: Described, message: RegExp): Promise<void> {
    const verdicts = await analyze(subject);
    assert.deepEqual(
      verdicts.map(({ policy, level }) => ({ policy, level })),
      [{ policy: "ws-record-dns-only", level: "mandatory" }],
    );
    assert.match(verdicts[0]?.message ?? "", message);
  }

  async function rejectsInStack(
    resources: readonly Described[],
    culprit: Described,
    message: RegExp,
  ): Promise<void> {
    const verdicts = await analyzeStack(resources);
    assert.deepEqual(
      verdicts.map(({ policy, level, urn }) => ({ policy, level, urn })),
      [{ policy: "ws-record-dns-only", level: "mandatory", urn: urnOf(culprit) }],
    );
    assert.match(verdicts[0]?.message ?? "", message);
  }

  it("says which record, why, and what to change", async () => {
    const subject = record({ proxied: true });

    const [verdict] = await analyze(subject);

    assert.equal(
      verdict?.message,
      "Every DNS record that leads to ws is DNS-only, under whatever name.\n" +
        `CNAME ws.ftljeta.cloud (${urnOf(subject)}) has proxied: true; proxied must be false. ` +
        "It is a record of ws: its name says that it is for ws.\n" +
        "Why: Cloudflare may cut a WebSocket that lasts: a release of its code restarts edge servers, and a " +
        "connection without traffic ends at the proxy's read timeout of 100 s " +
        "(https://developers.cloudflare.com/network/websockets/).\n" +
        "Change: ftl:hostnames.ws[…].proxied: false in Pulumi.prd.yaml.",
    );
  });

  describe("about one record before it is written", () => {
    const accepted: readonly (readonly [string, Described])[] = [
      ["the DNS-only ws record", record()],
      ["a DNS-only ws record whose target isn't known yet", record({ content: unknown.text })],
      ["a proxied api record", plain({ name: "api.ftljeta.cloud", proxied: true })],
      [
        "a proxied api record whose target isn't known yet",
        plain({ name: "api.ftljeta.cloud", content: unknown.text, proxied: true }),
      ],
      [
        "a proxied record of a revision of api that is called ws",
        plain({ content: `ftl-prd-api--ws.${environment}`, proxied: true }),
      ],
      ["a proxied wildcard beside it", plain({ name: "*.ftljeta.cloud", proxied: true })],
      ["a name that only ends in ws", plain({ name: "news.ftljeta.cloud", proxied: true })],
      ["the TXT record of a ws name", record({ type: "TXT", name: "asuid.ws", proxied: null })],
      ["a Worker route on api", workerRoute({ pattern: "api.ftljeta.cloud/*", script: "api" })],
      [
        "a Worker route on a wildcard",
        workerRoute({ pattern: "*.ftljeta.cloud/*", script: "all" }),
      ],
      ["a route that keeps Workers off ws", workerRoute({ pattern: "ws.ftljeta.cloud/*" })],
      [
        "a Pages domain of the frontend",
        { type: types.pagesDomain, name: "pages", props: { name: "www.ftljeta.cloud" } },
      ],
      ["the ws record in Azure DNS", azureRecord({ cnameRecord: { cname: "a.example.com" } })],
      ["a record of unknown name that is DNS-only", plain({ name: unknown.text })],
      ["a resource of another type", containerApp("ws")],
      [
        "something else that is called ws and has a proxied",
        { type: "random:index:Thing", name: "ws", props: { name: "ws", proxied: true } },
      ],
    ];
    for (const [name, subject] of accepted) {
      it(`accepts ${name}`, async () => {
        assert.deepEqual(await analyze(subject), []);
      });
    }

    const rejected: readonly (readonly [string, Described, RegExp])[] = [
      ["a proxied ws record", record({ proxied: true }), /its name says that it is for ws/],
      [
        "a proxied ws record whose target isn't known yet",
        record({ proxied: true, content: unknown.text }),
        /its name says/,
      ],
      [
        "a ws record that leaves proxied out",
        record({ proxied: null }),
        /doesn't say whether it is/,
      ],
      ["a ws record with proxied as text", record({ proxied: "true" }), /has proxied: "true"/],
      [
        "a ws record whose proxied isn't known yet",
        record({ proxied: unknown.truth }),
        /must be known in preview, and false/,
      ],
      ["a proxied secret", record({ proxied: secret(true) }), /has proxied: true/],
      ["a name without its zone", record({ proxied: true, name: "ws" }), /CNAME ws \(/],
      [
        "capitals",
        record({ proxied: true, name: "WS.FtlJeta.Cloud." }),
        /CNAME ws\.ftljeta\.cloud/,
      ],
      ["an alias", plain({ proxied: true, name: "prd-ws.ftljeta.cloud" }), /its name says/],
      ["a regional alias", plain({ proxied: true, name: "ws-eu.ftljeta.cloud" }), /its name says/],
      [
        "a wildcard below ws",
        plain({ proxied: true, name: "*.ws.ftljeta.cloud" }),
        /its name says/,
      ],
      [
        "another name with the comment of ws",
        plain({ proxied: true, comment: "ftl-prd ws: DNS-only for ever" }),
        /its comment says that it is for ws/,
      ],
      [
        "an unknown name with the comment of ws",
        plain({ proxied: true, name: unknown.text, comment: "ftl-prd ws: alias" }),
        /CNAME \(unknown\) .*its comment says/,
      ],
      [
        "another name that leads to the ws app",
        plain({ proxied: true, content: `ftl-prd-ws.${environment}` }),
        /it leads to ftl-prd-ws\.happyhill/,
      ],
      [
        "another name that leads to one revision of the ws app",
        plain({ proxied: true, content: `ftl-prd-ws--1a2b3c.${environment}` }),
        /it leads to ftl-prd-ws--1a2b3c/,
      ],
      [
        "another name that leads to a ws name",
        plain({ proxied: true, content: "WS.ftljeta.cloud." }),
        /it leads to ws\.ftljeta\.cloud/,
      ],
      [
        "an A record with the environment's address",
        plain({ proxied: true, type: "A", name: "ws.ftljeta.cloud", content: "20.1.2.3" }),
        /^.*\nA ws\.ftljeta\.cloud/,
      ],
      [
        "an AAAA record whose address isn't known yet",
        plain({ proxied: true, type: "AAAA", name: "ws", content: unknown.text }),
        /AAAA ws/,
      ],
      [
        "a record whose type isn't known yet",
        record({ proxied: true, type: unknown.text }),
        /\(unknown\) ws\.ftljeta\.cloud/,
      ],
      ["a type in small letters", record({ proxied: true, type: "cname" }), /CNAME ws/],
      [
        "the record type of older programs",
        { ...record({ proxied: true }), type: types.legacyRecord },
        /its name says/,
      ],
      [
        "the record type of older programs with its target as value",
        {
          ...plain({ proxied: true, content: null, value: `ftl-prd-ws.${environment}` }),
          type: types.legacyRecord,
        },
        /it leads to ftl-prd-ws/,
      ],
      [
        "a proxied load balancer on the ws name",
        {
          type: types.loadBalancer,
          name: "lb",
          props: { name: "ws.ftljeta.cloud", proxied: true },
        },
        /load balancer ws\.ftljeta\.cloud/,
      ],
      [
        "a Worker on the ws name",
        { type: types.workersCustomDomain, name: "w", props: { hostname: "ws.ftljeta.cloud" } },
        /Worker custom domain ws\.ftljeta\.cloud/,
      ],
      [
        "a Worker on the ws name by the name that its type had before",
        { type: types.workerDomain, name: "w", props: { hostname: "ws.ftljeta.cloud" } },
        /is served by Cloudflare's proxy, whatever is set/,
      ],
      [
        "a Spectrum application on the ws name",
        {
          type: types.spectrumApplication,
          name: "spectrum",
          props: { dns: { type: "CNAME", name: "ws.ftljeta.cloud" }, protocol: "tcp/443" },
        },
        /Spectrum application ws\.ftljeta\.cloud/,
      ],
      [
        "a Spectrum application that leads to ws",
        {
          type: types.spectrumApplication,
          name: "spectrum",
          props: { dns: { name: "live.ftljeta.cloud" }, originDns: { name: "ws.ftljeta.cloud" } },
        },
        /it leads to ws\.ftljeta\.cloud/,
      ],
      [
        "a Pages domain on the ws name",
        { type: types.pagesDomain, name: "pages", props: { name: "ws.ftljeta.cloud" } },
        /Pages domain ws\.ftljeta\.cloud/,
      ],
      ...["ws.ftljeta.cloud/*", "https://WS.ftljeta.cloud/prices", "*ws.ftljeta.cloud/*"].map(
        (pattern) =>
          [
            `a Worker route on ${pattern}`,
            workerRoute({ pattern, script: "prices" }),
            /Worker route ws\.ftljeta\.cloud/,
          ] as const,
      ),
      [
        "a Worker route whose pattern isn't known yet",
        workerRoute({ pattern: unknown.text, script: "prices" }),
        /has a name that a preview doesn't know/,
      ],
      [
        "a proxied record whose name isn't known yet",
        plain({ proxied: true, name: unknown.text }),
        /has a name that a preview doesn't know/,
      ],
      [
        "a record of which neither name nor proxied is known yet",
        plain({ proxied: unknown.truth, name: unknown.text }),
        /has a name that a preview doesn't know/,
      ],
    ];
    for (const [name, subject, message] of rejected) {
      it(`rejects ${name}`, async () => {
        await rejectsAlone(subject, message);
      });
    }
  });

  describe("about a stack", () => {
    const api = plain(
      { name: "api.ftljeta.cloud", content: `ftl-prd-api.${environment}`, proxied: true },
      "api-cname",
    );
    const topology = [
      containerApp("api"),
      containerApp("ws", bound("ws.ftljeta.cloud")),
      api,
      record(),
    ];

    it("accepts the topology", async () => {
      assert.deepEqual(await analyzeStack(topology), []);
    });

    it("accepts a first preview, in which targets aren't known", async () => {
      const preview = [
        containerApp("ws", { configuration: unknown.group, latestRevisionFqdn: unknown.text }),
        { ...api, props: { ...api.props, content: unknown.text }, from: { content: ["env"] } },
        record({ content: unknown.text }),
      ];

      assert.deepEqual(await analyzeStack(preview), []);
    });

    it("doesn't repeat what it said about a record before it was written", async () => {
      assert.deepEqual(await analyzeStack([...topology, record({ proxied: true })]), []);
    });

    const alias = plain({ proxied: true });
    const rejected: readonly (readonly [string, readonly Described[], Described, RegExp])[] = [
      [
        "a proxied name that is bound to the ws app",
        [containerApp("ws", bound("ws.ftljeta.cloud", "live.ftljeta.cloud")), alias],
        alias,
        /live\.ftljeta\.cloud is bound to the ws app/,
      ],
      [
        "a proxied name without its zone that is bound to the ws app",
        [containerApp("ws", bound("live.ftljeta.cloud")), plain({ proxied: true, name: "live" })],
        plain({}),
        /live\.ftljeta\.cloud is bound to the ws app/,
      ],
      [
        "a name that is bound beside one that isn't known yet",
        [containerApp("ws", bound(unknown.text, "live.ftljeta.cloud")), alias],
        alias,
        /is bound to the ws app/,
      ],
      [
        "a name bound to a ws app of another API version",
        [
          containerApp(
            "ws",
            bound("live.ftljeta.cloud"),
            "azure-native:app/v20240301:ContainerApp",
          ),
          alias,
        ],
        alias,
        /is bound to the ws app/,
      ],
      [
        "a name bound to a ws app of a generated SDK and without tags",
        [
          containerApp(
            "ws",
            { ...bound("live.ftljeta.cloud"), tags: null },
            "azure-native_app_v20250701:app:ContainerApp",
          ),
          alias,
        ],
        alias,
        /is bound to the ws app/,
      ],
      [
        "a name bound to a tagged ws app of another name",
        [containerApp("ws", { ...bound("live.ftljeta.cloud"), containerAppName: "ticker" }), alias],
        alias,
        /is bound to the ws app/,
      ],
      [
        "a name of a route that leads to the ws app",
        [
          {
            type: types.httpRouteConfig,
            name: "routes",
            props: {
              properties: {
                customDomains: [{ name: "live.ftljeta.cloud" }],
                rules: [{ targets: [{ containerApp: "ftl-prd-ws" }] }],
              },
            },
          },
          alias,
        ],
        alias,
        /is bound to the ws app/,
      ],
      [
        "a Worker route on a name that is bound to the ws app",
        [
          containerApp("ws", bound("live.ftljeta.cloud")),
          workerRoute({ pattern: "live.ftljeta.cloud/*", script: "prices" }),
        ],
        workerRoute({}),
        /live\.ftljeta\.cloud is bound to the ws app/,
      ],
      [
        "a proxied name that the ws record of Azure DNS leads through",
        [azureRecord({ cnameRecord: { cname: "live.ftljeta.cloud" } }), plain({ proxied: true })],
        alias,
        /ws\.ftljeta\.cloud, which is a record of ws, leads through it/,
      ],
      [
        "a proxied name that a deployed ws record of Azure DNS leads through",
        [
          {
            ...azureRecord({}),
            props: {
              name: "ws",
              fqdn: "ws.ftljeta.cloud.",
              type: "Microsoft.Network/dnszones/CNAME",
              cnameRecord: { cname: "live.ftljeta.cloud" },
            },
          },
          plain({ proxied: true }),
        ],
        alias,
        /ws\.ftljeta\.cloud, which is a record of ws, leads through it/,
      ],
      [
        "a name that leads to where Azure put the ws app",
        [
          containerApp("ws", { configuration: { ingress: { fqdn: "ticker.example.io" } } }),
          plain({ proxied: true, content: "ticker.example.io" }),
        ],
        alias,
        /it leads to ticker\.example\.io, which is the ws app/,
      ],
      [
        "a target that isn't known yet but comes from the ws app",
        [
          containerApp("ws"),
          { ...plain({ proxied: true, content: unknown.text }), from: { content: ["ws-app"] } },
        ],
        alias,
        /it leads to the ws app/,
      ],
      [
        "an alias of an alias",
        [
          containerApp("ws", bound("ticker.ftljeta.cloud")),
          plain({ name: "ticker.ftljeta.cloud" }, "ticker"),
          plain({ name: "feed.ftljeta.cloud", content: "ticker.ftljeta.cloud" }, "feed"),
          plain({ proxied: true, content: "feed.ftljeta.cloud" }),
        ],
        alias,
        /it leads to feed\.ftljeta\.cloud, which is a record of ws/,
      ],
      [
        "a name that ws leads through",
        [record({ content: "live.ftljeta.cloud" }), plain({ proxied: true, type: "A" })],
        alias,
        /ws\.ftljeta\.cloud, which is a record of ws, leads through it/,
      ],
      [
        "an address beside the ws record under another spelling of its name",
        [
          containerApp("ws", bound("live.ftljeta.cloud")),
          plain({ type: "A", name: "LIVE.ftljeta.cloud.", proxied: true }),
        ],
        alias,
        /A live\.ftljeta\.cloud/,
      ],
      [
        "a name that a TXT record proves for ws",
        [
          record(
            { type: "TXT", name: "asuid.live.ftljeta.cloud", comment: "ftl-prd ws: proves it" },
            "asuid",
          ),
          alias,
        ],
        alias,
        /live\.ftljeta\.cloud is proven to Azure as a name of ws/,
      ],
      [
        "a related record whose proxied isn't known yet",
        [containerApp("ws", bound("live.ftljeta.cloud")), plain({ proxied: unknown.truth })],
        alias,
        /must be known in preview/,
      ],
      [
        "a related record that leaves proxied out",
        [containerApp("ws", bound("live.ftljeta.cloud")), plain({ proxied: null })],
        alias,
        /doesn't say whether it is proxied/,
      ],
    ];
    for (const [name, resources, culprit, message] of rejected) {
      it(`rejects ${name}`, async () => {
        await rejectsInStack(resources, culprit, message);
      });
    }

    const accepted: readonly (readonly [string, readonly Described[]])[] = [
      [
        "a proxied alias of what ws leads through, which is none of ws's",
        [
          record({ content: "shared.ftljeta.cloud" }),
          plain({ name: "shared.ftljeta.cloud", type: "A" }, "shared"),
          plain({ proxied: true, content: "shared.ftljeta.cloud" }),
        ],
      ],
      ["a proxied name bound to api", [containerApp("api", bound("live.ftljeta.cloud")), alias]],
      [
        "a target that comes from api and ws together",
        [
          containerApp("ws"),
          containerApp("api"),
          {
            ...plain({ proxied: true, content: unknown.text }),
            from: { content: ["ws-app", "api-app"] },
          },
        ],
      ],
      ["a DNS-only name bound to ws", [containerApp("ws", bound("live.ftljeta.cloud")), plain({})]],
      [
        "two records that lead to each other",
        [
          plain({ name: "a.ftljeta.cloud", content: "b.ftljeta.cloud" }, "a"),
          plain({ name: "b.ftljeta.cloud", content: "a.ftljeta.cloud" }, "b"),
        ],
      ],
      ["no resources at all", []],
    ];
    for (const [name, resources] of accepted) {
      it(`accepts ${name}`, async () => {
        assert.deepEqual(await analyzeStack(resources), []);
      });
    }
  });
});
