import assert from "node:assert/strict";
import * as fc from "fast-check";
import { partsOf, valueAt } from "../../../operations/changes/propertyPath";

describe("a property path of Pulumi's", () => {
  for (const [path, parts] of [
    ["tags", ["tags"]],
    ["template.containers[0].image", ["template", "containers", 0, "image"]],
    ['tags["ftl.stack"]', ["tags", "ftl.stack"]],
    ['tags["a\\"b\\\\c"].d', ["tags", 'a"b\\c', "d"]],
    ["lists[1][2]", ["lists", 1, 2]],
    ["", []],
  ] as const) {
    it(`has the parts ${JSON.stringify(parts)}: ${path}`, () => {
      assert.deepEqual(partsOf(path), parts);
    });
  }

  it("leads to the value that was put there, whatever its keys are", () => {
    const part = fc.oneof(fc.string({ minLength: 1 }), fc.nat({ max: 9 }));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), fc.string(), (parts, value) => {
        const whole = parts.reduceRight<unknown>(
          (inner, key) =>
            typeof key === "number" ? Object.assign([], { [key]: inner }) : { [key]: inner },
          value,
        );
        const path = parts
          .map((key) => (typeof key === "number" ? `[${key}]` : `[${JSON.stringify(key)}]`))
          .join("");

        assert.equal(valueAt(whole, path), value);
      }),
    );
  });

  for (const path of ["gone", "gone.deeper", "list[3]", "text.length"]) {
    it(`leads nowhere where there is nothing: ${path}`, () => {
      assert.equal(valueAt({ list: [1], text: "x" }, path), undefined);
    });
  }
});
