import http from "node:http";
import https from "node:https";
import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { isObject, type JsonObject } from "../../json";
import { numberAt, objectsAt, textAt } from "../../arm/body";

/** How the platform asks a container how it is. */
export interface Probe {
  readonly port: number;
  /** Absent: whether it takes a TCP connection is all that is asked. */
  readonly http?: {
    readonly path: string;
    readonly isSecure: boolean;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  /** Answers in a row that make it well. */
  readonly successThreshold: number;
  /** Failures in a row that make it ill. */
  readonly failureThreshold: number;
}

export type ProbeType = "Startup" | "Readiness" | "Liveness";
export type Probes = Partial<Record<ProbeType, Probe>>;

/**
 * What a declared probe leaves out.
 *
 * @see https://learn.microsoft.com/rest/api/containerapps/container-apps/create-or-update#containerappprobe
 */
const unsaid = {
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
} as const;

/**
 * Probes of a container as they are declared.
 *
 * @param ingressPort Port of the ingress where probes that aren't declared are added; undefined where none are.
 * @see https://learn.microsoft.com/azure/container-apps/health-probes#default-configuration
 */
export function probesOf(container: JsonObject, ingressPort?: number): Probes {
  const declared = objectsAt(container, "probes").flatMap((probe) => {
    const type = textAt(probe, "type");
    return type === undefined ? [] : [[type, readProbe(probe)] as const];
  });
  return {
    ...(ingressPort === undefined ? {} : defaultProbes(ingressPort)),
    ...Object.fromEntries(declared),
  };
}

function defaultProbes(port: number): Probes {
  return {
    Startup: {
      ...unsaid,
      port,
      initialDelaySeconds: 1,
      periodSeconds: 1,
      timeoutSeconds: 3,
      failureThreshold: 240,
    },
    Readiness: {
      ...unsaid,
      port,
      initialDelaySeconds: 3,
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: 48,
    },
    Liveness: { ...unsaid, port },
  };
}

function readProbe(probe: JsonObject): Probe {
  const { httpGet } = probe;
  const number = (key: keyof typeof unsaid) => numberAt(probe, key) ?? unsaid[key];
  return {
    port: numberAt(probe, "httpGet.port") ?? numberAt(probe, "tcpSocket.port") ?? 0,
    ...(isObject(httpGet)
      ? {
          http: {
            path: textAt(httpGet, "path") ?? "/",
            isSecure: textAt(httpGet, "scheme")?.toUpperCase() === "HTTPS",
            headers: Object.fromEntries(
              objectsAt(httpGet, "httpHeaders").map((header) => [
                textAt(header, "name") ?? "",
                textAt(header, "value") ?? "",
              ]),
            ),
          },
        }
      : {}),
    initialDelaySeconds: number("initialDelaySeconds"),
    periodSeconds: number("periodSeconds"),
    timeoutSeconds: number("timeoutSeconds"),
    successThreshold: number("successThreshold"),
    failureThreshold: number("failureThreshold"),
  };
}

/**
 * Asks once. An HTTP answer is good from 200 to 399; a certificate isn't judged.
 *
 * @param loopbackPort Behind the probe's port; undefined when nothing listens there.
 * @see https://learn.microsoft.com/azure/container-apps/health-probes#http-probes
 */
export function ask(probe: Probe, loopbackPort: number | undefined): Promise<boolean> {
  if (loopbackPort === undefined) return Promise.resolve(false);
  const signal = AbortSignal.timeout(probe.timeoutSeconds * 1000);
  return new Promise((resolve) => {
    const fail = () => resolve(false);
    if (probe.http === undefined) {
      const socket = net.connect({ host: "127.0.0.1", port: loopbackPort, signal });
      socket.on("error", fail);
      socket.once("connect", () => {
        resolve(true);
        socket.destroy();
      });
      return;
    }
    const { path, headers, isSecure } = probe.http;
    const options = { host: "127.0.0.1", port: loopbackPort, path, headers, signal, agent: false };
    const answered = ({ statusCode = 0 }: http.IncomingMessage) => {
      resolve(statusCode >= 200 && statusCode < 400);
    };
    const request = isSecure
      ? https.get({ ...options, rejectUnauthorized: false }, answered)
      : http.get(options, answered);
    request.on("error", fail);
    request.once("response", (response) => response.on("error", fail).resume());
  });
}

/**
 * Asks again and again, and says each time what the answers in a row make of it, once they are enough for either.
 * Ends when `signal` says so.
 */
export async function* verdicts(
  probe: Probe,
  check: () => Promise<boolean>,
  signal: AbortSignal,
): AsyncGenerator<boolean, void> {
  let isLastGood: boolean | undefined;
  let inARow = 0;
  if (!(await waited(probe.initialDelaySeconds, signal))) return;
  for (;;) {
    const isGood = await check();
    if (signal.aborted) return;
    inARow = isGood === isLastGood ? inARow + 1 : 1;
    isLastGood = isGood;
    if (inARow >= (isGood ? probe.successThreshold : probe.failureThreshold)) yield isGood;
    if (!(await waited(probe.periodSeconds, signal))) return;
  }
}

/** Waits; resolves to false, at once, when it isn't to wait any longer. */
export async function waited(seconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(seconds * 1000, undefined, { signal });
  } catch {
    return false;
  }
  return true;
}
