import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { type Answer, RequestRefused } from "../http/answer";

/** Characters of a key. */
const longestKey = 128;

/**
 * The key that a client gave its request.
 *
 * @throws RequestRefused 400 without one.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header#section-2.7
 */
export function requireKey(header: string | readonly string[] | undefined): string {
  if (typeof header === "string" && header !== "" && header.length <= longestKey) return header;
  throw new RequestRefused(400, `An Idempotency-Key of 1 to ${longestKey} characters is needed`);
}

/** The same for two bodies that say the same, whatever the order of their fields. */
export function requestHash(body: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(body).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

/**
 * Does a thing once for a key, in a transaction: whoever comes again, at the same time even, gets the first one's answer.
 *
 * @throws RequestRefused 422 when the key stands for another request.
 */
export async function once(
  client: PoolClient,
  given: { readonly userId: string; readonly key: string; readonly hash: string },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { userId, key, hash } = given;
  // Waits for the transaction of another that holds the key.
  const { rowCount } = await client.query(
    "INSERT INTO idempotency_keys (user_id, key, request_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    [userId, key, hash],
  );
  if (rowCount === 1) {
    const answer = await work();
    await client.query(
      "UPDATE idempotency_keys SET status = $3, answer = $4 WHERE user_id = $1 AND key = $2",
      [userId, key, answer.status, JSON.stringify(answer.body)],
    );
    return answer;
  }
  const { rows } = await client.query<{ request_hash: string; status: number; answer: unknown }>(
    "SELECT request_hash, status, answer FROM idempotency_keys WHERE user_id = $1 AND key = $2",
    [userId, key],
  );
  const first = rows[0]!;
  if (first.request_hash !== hash) {
    throw new RequestRefused(422, "This Idempotency-Key was used for another request");
  }
  return { status: first.status, body: first.answer };
}
