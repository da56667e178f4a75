import type { Phase, Settings, StackOutputs } from "../../settings";
import { Refusal } from "../refusal";

/** What a hostname leads to. */
export type Role = "api" | "ws" | "frontend";

/** One hostname of a deployed stack, with what is to be true of it. */
export interface Hostname {
  readonly name: string;
  readonly role: Role;
  readonly phase: Phase;
  readonly certificate: Settings["hostnames"]["api"][number]["certificate"];
  /** Who writes its record: this stack, or the owner of another zone, who has not said yet that it stands, or has. */
  readonly record: "declared" | "handover" | "standing";
  /** Generated name of what it leads to. */
  readonly target: string;
  /** Whether this stack has Cloudflare stand in for it now; never for `ws`. */
  readonly isProxied: boolean;
  /** Whether Cloudflare does in the end, also where the record is another owner's. */
  readonly willBeProxied: boolean;
  /** Longest time to live of its record, seconds; undefined where this stack doesn't write it. */
  readonly ttl: number | undefined;
  /** Whether clients are served by it: apps have their names in the phase `bind`, sites once the record stands. */
  readonly isServed: boolean;
}

/**
 * The hostnames of a deployed stack, the main one of each role first.
 *
 * @throws Refusal, exit code 2, when the settings are of another deployment.
 */
export function hostnamesOf(
  outputs: Pick<
    StackOutputs,
    "hostnames" | "hostnamePhases" | "fqdns" | "frontendDefaultHostname" | "records"
  >,
  settings: Pick<Settings, "hostnames">,
): Hostname[] {
  const { api, ws, frontend } = settings.hostnames;
  const all = [
    ...api.map((one) => ({ ...one, role: "api", record: "declared" }) as const),
    ...ws.map((one) => ({ ...one, role: "ws", record: "declared" }) as const),
    ...frontend.map((one) => ({ ...one, role: "frontend" }) as const),
  ];
  const deployed = Object.values(outputs.hostnames).flat();
  const differing = [
    ...all.map(({ name }) => name).filter((name) => !deployed.includes(name)),
    ...deployed.filter((name) => !all.some((one) => one.name === name)),
  ];
  if (differing.length > 0) {
    throw new Refusal(
      `What is deployed has other hostnames than the stack's file: ${differing.join(", ")}.\n` +
        "Deploy the stack, or check out what was deployed, and run this again.",
      2,
    );
  }
  return all.map(({ name, role, record, certificate, proxied }) => {
    const phase = outputs.hostnamePhases[name] ?? "provision";
    // Cloudflare ends WebSockets whenever it restarts a server (https://developers.cloudflare.com/network/websockets/).
    const willBeProxied = proxied && role !== "ws";
    const declared = outputs.records.find((one) => one.type === "CNAME" && one.name === name);
    return {
      name,
      role,
      phase,
      certificate,
      record,
      target: role === "frontend" ? outputs.frontendDefaultHostname : outputs.fqdns[role],
      isProxied: willBeProxied && phase === "live" && record === "declared",
      willBeProxied,
      ttl: declared?.ttl,
      isServed: role === "frontend" ? record !== "handover" : phase !== "provision",
    };
  });
}

/** By which name clients come to a role: the first that is served, or else the one that Azure generated. */
export function entryOf(hostnames: readonly Hostname[], role: Role): string {
  const own = hostnames.filter((one) => one.role === role);
  return own.find(({ isServed }) => isServed)?.name ?? own[0]!.target;
}
