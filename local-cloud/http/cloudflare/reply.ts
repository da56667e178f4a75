import type { ApiAnswer } from "../apiFront";
import { CloudflareError, type ErrorCode } from "../../cloudflare/cloudflareError";
import { isObject, type Json, type JsonObject } from "../../json";
import type { Cloudflare } from "../../cloudflare/cloudflare";
import type { Caller } from "./authentication";

/** A call of the API that has found its route. */
export interface ApiCall {
  readonly account: Cloudflare;
  readonly caller: Caller;
  /** What stands in the path where the route has a `:name`. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly contentType: string;
  /** Body as it came. */
  readonly text: string;
}

/** What a call comes to: the parts of the envelope, or a text that has none. */
export type Reply =
  | {
      readonly result: Json;
      readonly messages?: readonly (ErrorCode & { readonly type?: null })[];
      readonly resultInfo?: JsonObject;
    }
  | { readonly text: string };

/** What answers the calls of one route. @throws CloudflareError */
export type Handler = (call: ApiCall) => Reply | Promise<Reply>;

/**
 * The reply in the API's envelope.
 *
 * @see https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/#pagination (result_info)
 */
export function answerOf(reply: Reply): ApiAnswer {
  if ("text" in reply) {
    return {
      status: 200,
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: reply.text,
    };
  }
  const { result, messages = [], resultInfo } = reply;
  return jsonAnswer(200, {
    result,
    success: true,
    errors: [],
    messages: messages.map((message) => ({ ...message })),
    ...(resultInfo === undefined ? {} : { result_info: resultInfo }),
  });
}

/** The refusal in the API's envelope. */
export function refusalOf(error: CloudflareError): ApiAnswer {
  return jsonAnswer(error.status, error.toBody() as JsonObject);
}

function jsonAnswer(status: number, body: JsonObject): ApiAnswer {
  return { status, headers: { "content-type": "application/json" }, body };
}

/**
 * The call's body, which has to be a JSON object.
 *
 * @see https://github.com/timothymiller/cloudflare-ddns/issues/61 (9207)
 * @see https://github.com/undefinedplayer/cloudflare-ddns/issues/10 (6007)
 * @throws CloudflareError
 */
export function bodyOf({ contentType, text }: ApiCall): JsonObject {
  if (!/^application\/json\b/i.test(contentType)) {
    throw new CloudflareError(400, 9207, "Content-type must be application/json.");
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new CloudflareError(400, 6007, "Malformed JSON in request body");
  }
  if (!isObject(body)) throw invalidBody();
  return body;
}

/** The body is JSON, but not what the API takes. @see https://github.com/favonia/cloudflare-ddns/issues/1026 */
export function invalidBody(): CloudflareError {
  return new CloudflareError(400, 9207, "Request body is invalid.");
}
