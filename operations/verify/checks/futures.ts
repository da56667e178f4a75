import { type Check, fail, inconclusive, pass } from "../check";
import { deployAgain } from "../mends";
import type { VerifyContext } from "../verifyContext";

const path = "/api/futures/positions";
/** What api says to everything about futures while they are off. */
const disabled = "Futures trading is disabled";

/** `futures flag`: api is as the flag says. */
export function futuresChecks(context: VerifyContext): Check[] {
  const { settings } = context.target;
  const flag = settings.flags["futures"];
  if (flag === undefined) return [];
  return [
    {
      name: "futures flag",
      about: flag ? "futures can be traded" : "futures can't be traded",
      run: async () => {
        const { status, body } = await context.callHealthy("api", { path });
        if (status >= 500) return inconclusive(`${path} answers ${status}`);
        const isOff = status === 404 && body.includes(disabled);
        const saw = isOff ? `404 "${disabled}"` : `${path} answers ${status}`;
        if (isOff !== flag && (isOff || status !== 404)) return pass(saw);
        return fail(
          `${saw}; wanted futures ${flag ? "on" : "off"}`,
          `FEATURE_FUTURES of api is to be ${String(flag)}. ${deployAgain(context.target)}`,
        );
      },
    },
  ];
}
