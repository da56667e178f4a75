import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Change, PropertyChange } from "../../../operations/changes/change";
import { Redaction } from "../../../operations/report/redact";
import { noLimits, reviewReport } from "../../../operations/report/reviewReport";
import type { Review } from "../../../operations/review/review";
import type { StackName } from "../../support/stackSettings";
import { rules } from "../../../policy/rules";
import { declared } from "../../support/topology";
import { review } from "./reviews";

/** A secret as a generator makes it, in place of one that the mocks make up. */
const canaryOf = (madeUp: string) =>
  `C4nary${createHash("sha256").update(madeUp).digest("base64").replaceAll(/\W/g, "x")}`;

/** What the mocks make up in place of a password, a key of Redis, and a key of Application Insights. */
const madeUp = /generated-for-[\w-]+|(?<=:)managed%2Bkey%3D|(?<=InstrumentationKey=)insights/g;

const planted = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    typeof item === "string" ? item.replaceAll(madeUp, canaryOf) : item,
  ) as T;

/** Every resource of a stack that holds a secret, and the secrets themselves. */
interface Planted {
  readonly changes: readonly Change[];
  /** Whole values that are marked as secret, and what a generator made. */
  readonly secrets: readonly string[];
  /** The part of them that opens something. */
  readonly canaries: readonly string[];
}

async function plantedIn(stack: StackName): Promise<Planted> {
  const { seen } = await declared(stack);
  const holding = seen.filter(
    ({ secrets, type }) => secrets.length > 0 || type.includes("randomPassword"),
  );
  const changes = holding.map(({ urn, type, name, inputs, outputs }): Change => {
    const values = planted({ ...inputs, ...(type.startsWith("random:") ? outputs : {}) });
    const rest = { operation: "update", stateful: false, properties: [] } as const;
    return { ...rest, urn, type, name, before: values, after: values };
  });
  const marked = holding.flatMap(({ secrets, outputs }) =>
    [...secrets, outputs.result ?? []].flat(),
  );
  const secrets = planted(marked).map(String);
  const canaries = new Set(JSON.stringify([changes, secrets]).match(/C4nary[A-Za-z0-9]+/g));
  return { changes, secrets, canaries: [...canaries] };
}

/** Every top-level member of the inputs as a property that differs. */
function diffed(change: Change): Change {
  const properties = Object.entries(change.after ?? {}).map(([path, value]): PropertyChange => ({
    path,
    kind: "update",
    replaces: false,
    before: value,
    after: value,
  }));
  return { ...change, properties };
}

for (const stack of ["stg", "prd"] as const) {
  describe(`a report of ${stack} whose secrets stand in the clear`, () => {
    let found: Planted;
    before(async () => {
      found = await plantedIn(stack);
    });

    it("is about three passwords, a key of Redis and one of Application Insights", () => {
      assert.equal(found.canaries.length, 5);
      assert.ok(found.secrets.length >= 7);
    });

    for (const operation of ["create", "delete", "update"] as const) {
      it(`shows none in a ${operation} without being told which they are`, () => {
        const changes = found.changes.flatMap((one) => [one, diffed(one)]);
        const all = changes.map((change) => ({ ...change, operation }));

        const text = reviewReport({ ...review, changes: all }, new Redaction(), noLimits);

        assert.ok(text.includes("[redacted]"));
        for (const canary of found.canaries) assert.ok(!text.includes(canary), canary);
      });
    }

    it("shows none that it is told of, wherever it stands", () => {
      const told = [...found.secrets, ...found.canaries];
      const full = withEveryText(review, `before ${told.join(" ")} after`);

      const text = reviewReport(full, new Redaction(told), noLimits);

      assert.ok(text.includes("before") && text.includes("redacted"));
      for (const secret of told) assert.ok(!text.includes(secret), secret);
    });
  });
}

describe("redaction of what is no secret", () => {
  const ofSecrets = [
    "insights.connectionString",
    "postgres-password.result",
    "postgres-server.administratorLoginPassword",
    "appinsights-connection-string-in-vault.properties.value",
    "database-url-in-vault.properties.value",
    "jwt-secret-in-vault.properties.value",
    "jwt-secret.result",
    "postgres-admin-password-in-vault.properties.value",
    "redis-url-in-vault.properties.value",
    "refresh-token-secret-in-vault.properties.value",
    "refresh-token-secret.result",
  ];

  it("takes nothing out of a whole stack but its secrets", async () => {
    const { seen } = await declared("prd");
    const changes = seen.map(({ urn, type, name, inputs, outputs }): Change => {
      const rest = { operation: "create", stateful: false, properties: [] } as const;
      return { ...rest, urn, type, name, before: undefined, after: { ...outputs, ...inputs } };
    });

    const redacted = new Redaction().review({ ...review, changes }).changes;

    const differing = changes.flatMap(({ name, after }, index) =>
      pathsThatDiffer(after, redacted[index]!.after, name),
    );
    assert.deepEqual(
      differing
        .map((path) => path.replace(/^path2-(?:stores-secrets|stores|observability)-/, ""))
        .sort(),
      ofSecrets.toSorted(),
    );
  });

  it("leaves the words of every rule of the pack alone", () => {
    const redaction = new Redaction();
    for (const { description, remediationSteps, url } of rules) {
      for (const text of [description, remediationSteps, url])
        assert.equal(redaction.text(text), text);
    }
  });
});

/** Where two values of the same form are not the same. */
function pathsThatDiffer(one: unknown, other: unknown, at: string): string[] {
  if (typeof one !== "object" || one === null) return one === other ? [] : [at];
  return Object.entries(one).flatMap(([key, value]) =>
    pathsThatDiffer(value, (other as Record<string, unknown>)[key], `${at}.${key}`),
  );
}

/** A review in which every text that may be anything is the same. */
function withEveryText(from: Review, text: string): Review {
  const fixed = ["kind", "stack", "operation", "verdict", "outcome", "answer", "sha"];
  return JSON.parse(JSON.stringify(from), function (this: object, key: string, value: unknown) {
    const isKind = key === "kind" && "path" in this;
    return typeof value === "string" && !fixed.includes(key) && !isKind ? text : value;
  }) as Review;
}
