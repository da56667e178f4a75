import type { ApiAnswer, ApiRequest } from "./apiFront";

/** What goes wrong: an answer in the service's stead, none at all, or a connection that breaks. */
export type Fault =
  | { readonly kind: "answer"; readonly answer: ApiAnswer }
  | { readonly kind: "hang" | "drop"; readonly answer?: undefined };

/** When something goes wrong. */
export interface FaultRule {
  readonly fault: Fault;
  /** Upper case; any without it. */
  readonly method?: string;
  /** Text that the path holds, whatever its case; any path without it. */
  readonly path?: string;
  /** Which of the matching requests, counted from 1; all of them without it. */
  readonly call?: number;
}

/** The faults that a test or an operator has asked for. */
export class Faults {
  private rules: { readonly rule: FaultRule; calls: number }[] = [];

  add(rule: FaultRule): void {
    this.rules.push({ rule, calls: 0 });
  }

  clear(): void {
    this.rules = [];
  }

  /** The fault that this request meets, if any. Every rule that matches counts it. */
  next({ method, url }: Pick<ApiRequest, "method" | "url">): Fault | undefined {
    let met: Fault | undefined;
    for (const entry of this.rules) {
      const { rule } = entry;
      if (rule.method !== undefined && rule.method !== method) continue;
      const path = url.pathname.toLowerCase();
      if (rule.path !== undefined && !path.includes(rule.path.toLowerCase())) continue;
      entry.calls += 1;
      if (rule.call === undefined || rule.call === entry.calls) met ??= rule.fault;
    }
    return met;
  }
}

/** Seconds after which a throttled client may try again, where the rule names none. */
const retryAfterSec = 1;

/**
 * Reads a fault as the command line has it: `<what>[@<call>] [<method>] [<path>]`, with `<what>` one of `429`, another
 * status from 400 to 599, `hang` or `drop`: `429@2 PUT containerApps`.
 *
 * @throws FaultSyntaxError
 */
export function parseFault(text: string): FaultRule {
  const [, what = "", call, method, path] =
    /^(\d{3}|hang|drop)(?:@([1-9]\d{0,5}))?(?:\s+([A-Za-z]+))?(?:\s+(\S+))?$/.exec(text.trim()) ??
    [];
  const status = Number(what);
  const fault: Fault | undefined =
    what === "hang" || what === "drop"
      ? { kind: what }
      : status >= 400 && status <= 599
        ? { kind: "answer", answer: failing(status) }
        : undefined;
  if (fault === undefined) throw new FaultSyntaxError(text);
  return {
    fault,
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(path === undefined ? {} : { path }),
    ...(call === undefined ? {} : { call: Number(call) }),
  };
}

/**
 * @see https://github.com/Azure/azqr/issues/34 (429)
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
function failing(status: number): ApiAnswer {
  if (status === 429) {
    return {
      status,
      headers: { "retry-after": String(retryAfterSec) },
      body: {
        error: {
          code: "ResourceRequestsThrottled",
          message: `Number of requests exceeded the limit. Please try again after '${retryAfterSec}' seconds.`,
        },
      },
    };
  }
  return {
    status,
    body: { error: { code: "InjectedFault", message: "The local cloud was asked to fail here." } },
  };
}

/** The text is no fault. */
export class FaultSyntaxError extends Error {
  constructor(text: string) {
    super(
      `'${text}' is no fault. Write what goes wrong (429, another status from 400 to 599, hang or drop), and after it ` +
        "which call (@2), the method and a part of the path: '429@2 PUT containerApps'.",
    );
    this.name = "FaultSyntaxError";
  }
}
