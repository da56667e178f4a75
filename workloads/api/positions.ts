import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import { type Answer, type Request, RequestRefused, type Route } from "../http/answer";
import { priceOf } from "../prices/prices";
import { inTransaction } from "../stores/postgres";
import { addToBalance, forgetBalance } from "../wallet/balance";
import type { ApiContext } from "./context";
import { once, requestHash, requireKey } from "./idempotency";
import { requireUser } from "./session";

/** What a client asks for when it opens a position. */
export interface OpenRequest {
  readonly instrumentId: string;
  readonly direction: "long" | "short";
  readonly lotSize: number;
}

/** Lots, at least and at most; four decimals are kept. */
const lots = { least: 0.0001, most: 1_000_000 };

/** @throws RequestRefused 400 when the body is no order. */
export function readOpenRequest(body: unknown): OpenRequest {
  const { instrumentId, direction, lotSize } = objectIn(body);
  if (typeof instrumentId !== "string" || instrumentId === "") {
    throw new RequestRefused(400, "instrumentId is missing");
  }
  if (direction !== "long" && direction !== "short") {
    throw new RequestRefused(400, "direction is long or short");
  }
  if (typeof lotSize !== "number" || !(lotSize >= lots.least && lotSize <= lots.most)) {
    throw new RequestRefused(400, `lotSize is a number from ${lots.least} to ${lots.most}`);
  }
  return { instrumentId, direction, lotSize };
}

function objectIn(body: unknown): Record<string, unknown> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new RequestRefused(400, "The body is not an object");
  }
  return body as Record<string, unknown>;
}

interface PositionRow {
  readonly id: string;
  readonly instrument_id: string;
  readonly direction: "long" | "short";
  readonly lot_size: string;
  readonly entry_price: string;
  readonly status: "open" | "closed";
  readonly opened_at: Date;
  readonly exit_price: string | null;
  readonly realised_pnl: string | null;
  readonly closed_by: string | null;
  readonly close_request_id: string | null;
  readonly closed_at: Date | null;
}

/** A position as clients see it: amounts as decimal text, as the database has them. */
function shown(row: PositionRow) {
  return {
    id: row.id,
    instrumentId: row.instrument_id,
    direction: row.direction,
    lotSize: row.lot_size,
    entryPrice: row.entry_price,
    status: row.status,
    openedAt: row.opened_at.toISOString(),
    ...(row.status === "closed" && {
      exitPrice: row.exit_price,
      realisedPnl: row.realised_pnl,
      closedBy: row.closed_by,
      closedAt: row.closed_at?.toISOString(),
    }),
  };
}

/** Opening, listing and closing positions. */
export function positionRoutes(context: ApiContext): Route[] {
  const { postgres, redis } = context;

  const open = async (request: Request): Promise<Answer> => {
    const userId = requireUser(context, request);
    const key = requireKey(request.headers["idempotency-key"]);
    const order = readOpenRequest(request.body);
    return inTransaction(postgres, (client) =>
      once(client, { userId, key, hash: requestHash({ ...order }) }, async () => {
        const price = await priceOf(redis, client, order.instrumentId);
        if (price === undefined) throw new RequestRefused(404, "No such instrument");
        const { rows } = await client.query<PositionRow>(
          "INSERT INTO positions (id, user_id, instrument_id, direction, lot_size, entry_price) " +
            "VALUES ($1, $2, $3, $4, $5, $6) RETURNING *",
          [randomUUID(), userId, order.instrumentId, order.direction, order.lotSize, price],
        );
        return { status: 201, body: shown(rows[0]!) };
      }),
    );
  };

  const list = async (request: Request): Promise<Answer> => {
    const userId = requireUser(context, request);
    const status = request.url.searchParams.get("status");
    if (status !== null && status !== "open" && status !== "closed") {
      throw new RequestRefused(400, "status is open or closed");
    }
    const { rows } = await postgres.query<PositionRow>(
      "SELECT * FROM positions WHERE user_id = $1 AND ($2::text IS NULL OR status = $2) ORDER BY opened_at, id",
      [userId, status],
    );
    return { status: 200, body: { positions: rows.map(shown) } };
  };

  const close = async (request: Request): Promise<Answer> => {
    const userId = requireUser(context, request);
    const [id = ""] = request.parameters;
    const { clientRequestId } = objectIn(request.body);
    if (typeof clientRequestId !== "string" || clientRequestId === "") {
      throw new RequestRefused(400, "clientRequestId is missing");
    }
    let isPaid = false;
    const closing = inTransaction(postgres, async (client) => {
      const position = await lockPosition(client, id, userId);
      if (position.status === "closed") {
        // Whoever comes again with the same id gets the same answer.
        if (position.close_request_id === clientRequestId) {
          return { status: 200, body: shown(position) };
        }
        throw new RequestRefused(409, "The position is closed");
      }
      const price = await priceOf(redis, client, position.instrument_id);
      const { rows } = await client.query<PositionRow>(
        "UPDATE positions SET status = 'closed', closed_by = 'user', closed_at = now(), close_request_id = $2, exit_price = $3, " +
          "realised_pnl = round(($3::numeric - entry_price) * lot_size * CASE direction WHEN 'long' THEN 1 ELSE -1 END, 2) " +
          "WHERE id = $1 RETURNING *",
        [id, clientRequestId, price],
      );
      const closed = rows[0]!;
      isPaid = true;
      await addToBalance(redis, client, userId, closed.realised_pnl!);
      return { status: 200, body: shown(closed) };
    });
    return closing.catch(async (error: unknown) => {
      if (isPaid) await forgetBalance(redis, userId);
      throw error;
    });
  };

  return [
    { path: "/api/positions/open", methods: { POST: open } },
    { path: "/api/positions", methods: { GET: list } },
    { path: "/api/positions/:/close", methods: { POST: close } },
  ];
}

/** @throws RequestRefused 404 when the user has no such position. */
async function lockPosition(client: PoolClient, id: string, userId: string): Promise<PositionRow> {
  const { rows } = await client.query<PositionRow>(
    "SELECT * FROM positions WHERE id::text = $1 AND user_id = $2 FOR UPDATE",
    [id, userId],
  );
  if (rows[0] === undefined) throw new RequestRefused(404, "No such position");
  return rows[0];
}
