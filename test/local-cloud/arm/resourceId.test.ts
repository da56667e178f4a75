import assert from "node:assert/strict";
import fc from "fast-check";
import {
  childId,
  idKey,
  isAtOrBelow,
  parseResourceId,
  resourceGroupId,
} from "../../../local-cloud/arm/resourceId";

const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][-\w.]{0,20}$/),
  // Names that are words of the ids' own grammar.
  fc.constantFrom("providers", "resourceGroups", "subscriptions", "Providers"),
);
const typeSegment = fc
  .stringMatching(/^[a-z][A-Za-z]{0,15}$/)
  .filter((text) => text !== "providers");
const type = fc
  .tuple(
    fc.stringMatching(/^Microsoft\.[A-Z][a-z]{1,9}$/),
    fc.array(typeSegment, { minLength: 1, maxLength: 3 }),
  )
  .map(([namespace, segments]) => [namespace, ...segments].join("/"));
const resource = type.chain((of) =>
  fc.record({
    type: fc.constant(of),
    names: fc.array(name, {
      minLength: of.split("/").length - 1,
      maxLength: of.split("/").length - 1,
    }),
  }),
);

describe("A resource id", () => {
  it("is read back as it was made, in a resource group", () => {
    fc.assert(
      fc.property(name, name, resource, (subscriptionId, group, { type: of, names }) => {
        const scope = resourceGroupId(subscriptionId, group);
        const id = childId(scope, of, names);
        assert.deepEqual(parseResourceId(id), {
          id,
          type: of,
          name: names.at(-1),
          names,
          subscriptionId,
          resourceGroup: group,
          parentId:
            names.length === 1
              ? scope
              : childId(scope, of.split("/").slice(0, -1).join("/"), names.slice(0, -1)),
        });
      }),
    );
  });

  it("is read back as it was made, on another resource", () => {
    fc.assert(
      fc.property(name, resource, resource, (group, extended, own) => {
        const scope = childId(resourceGroupId("s", group), extended.type, extended.names);
        const parsed = parseResourceId(childId(scope, own.type, own.names));
        assert.equal(parsed?.type, own.type);
        assert.deepEqual(parsed.names, own.names);
        assert.equal(parsed.resourceGroup, group);
        if (own.names.length === 1) assert.equal(parsed.parentId, scope);
      }),
    );
  });

  it("has the subscription as its parent outside a group", () => {
    const id = "/subscriptions/s/providers/Microsoft.Authorization/locks/l";
    const { parentId, resourceGroup } = parseResourceId(id)!;
    assert.deepEqual(
      { parentId, resourceGroup },
      { parentId: "/subscriptions/s", resourceGroup: undefined },
    );
  });

  it("may be a resource group's, under any spelling of its words", () => {
    for (const id of ["/subscriptions/s/resourceGroups/g", "/SUBSCRIPTIONS/s/resourcegroups/g/"]) {
      const { type: of, name: own, parentId } = parseResourceId(id)!;
      assert.deepEqual(
        [of, own, parentId],
        ["Microsoft.Resources/resourceGroups", "g", "/subscriptions/s"],
      );
    }
  });

  for (const text of [
    "",
    "/",
    "/subscriptions",
    "/subscriptions/s",
    "/subscriptions/s/resourceGroups",
    "/subscriptions/s/resourceGroups/g/providers",
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.App",
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/jobs",
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/jobs/a/children",
    "/subscriptions/s/resourceGroups//providers/Microsoft.App/jobs/a",
    "/subscriptions//resourceGroups/g",
    "/subscriptions/s/resourceGroups/g/Microsoft.App/jobs/a",
    "/resourceGroups/g/providers/Microsoft.App/jobs/a",
  ]) {
    it(`is not '${text}'`, () => assert.equal(parseResourceId(text), undefined));
  }

  it("compares without case and without a slash at its end", () => {
    assert.equal(idKey("/Subscriptions/S/resourceGroups/G/"), "/subscriptions/s/resourcegroups/g");
  });

  it("is below another only where a segment ends", () => {
    assert.ok(
      isAtOrBelow("/subscriptions/s/resourceGroups/G", "/subscriptions/S/resourcegroups/g"),
    );
    assert.ok(isAtOrBelow("/subscriptions/s/resourceGroups/g/providers/x", "/subscriptions/s"));
    assert.equal(
      isAtOrBelow("/subscriptions/s/resourceGroups/g2", "/subscriptions/s/resourceGroups/g"),
      false,
    );
    assert.equal(isAtOrBelow("/subscriptions/s", "/subscriptions/s/resourceGroups/g"), false);
  });
});
