import type { Route } from "../http/answer";
import { readBalance } from "../wallet/balance";
import type { ApiContext } from "./context";
import { requireUser } from "./session";

/** The user's wallet. */
export function walletRoutes(context: ApiContext): Route[] {
  const { postgres, redis } = context;
  return [
    {
      path: "/api/wallet",
      methods: {
        GET: async (request) => {
          const userId = requireUser(context, request);
          return { status: 200, body: { balance: await readBalance(redis, postgres, userId) } };
        },
      },
    },
  ];
}
