import assert from "node:assert/strict";
import fc from "fast-check";
import { durationMinutes } from "../../../../local-cloud/arm/types/insights/durations";

describe("an ISO 8601 duration", () => {
  it("is as many minutes as its days, hours and minutes, in any case", () => {
    const part = fc.integer({ min: 1, max: 99 });
    fc.assert(
      fc.property(part, part, part, fc.boolean(), (days, hours, minutes, small) => {
        const text = `P${days}DT${hours}H${minutes}M`;
        assert.equal(
          durationMinutes(small ? text.toLowerCase() : text),
          days * 1440 + hours * 60 + minutes,
        );
      }),
    );
  });

  for (const text of ["", "P", "PT", "5M", "PT5S", "PT0M", "P1W"]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(durationMinutes(text), undefined));
  }
});
