import { type Answer, type Request, RequestRefused, type Route } from "../http/answer";
import type { ApiContext } from "./context";
import { requireUser } from "./session";

/** Said to everything below `/api/futures` while the flag is off. */
const disabled: Answer = { status: 404, body: { error: "Futures trading is disabled" } };

/** Futures, behind their flag. The exchange behind them is not part of this program, so no order is ever placed. */
export function futuresRoutes(context: ApiContext): Route[] {
  if (!context.isFuturesOn) {
    const any = () => disabled;
    return [{ path: "/api/futures/*", methods: { GET: any, POST: any, PUT: any, DELETE: any } }];
  }
  return [
    {
      path: "/api/futures/positions",
      methods: {
        GET: (request) => {
          requireUser(context, request);
          return { status: 200, body: [] };
        },
      },
    },
    {
      path: "/api/futures/orders",
      methods: {
        POST: (request: Request) => {
          requireUser(context, request);
          const { qty } = (request.body ?? {}) as { qty?: unknown };
          if (typeof qty !== "number" || !(qty > 0)) {
            throw new RequestRefused(400, "qty is a number above 0");
          }
          throw new RequestRefused(503, "No exchange is connected");
        },
      },
    },
  ];
}
