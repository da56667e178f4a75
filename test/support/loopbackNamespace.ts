import { spawn, spawnSync } from "node:child_process";
import { text } from "node:stream/consumers";
import fs from "node:fs";
import path from "node:path";
import { temporaryFolder } from "./temporaryFolder";

/** How a command ended that ran with nothing but loopback. */
export interface RanAlone {
  readonly exitCode: number;
  /** What it printed, on both streams. */
  readonly output: string;
  /**
   * Packets and connections for which the kernel had no way, from any process of the namespace. One that is swallowed
   * is counted too.
   *
   * @see https://www.kernel.org/doc/html/latest/networking/snmp_counter.html IpOutNoRoutes
   */
  readonly attempts: number;
}

/**
 * A network namespace in which there is only loopback. Names are asked of a server outside, whatever the machine has:
 * a resolver on loopback would hide who was asked for.
 *
 * @see https://man7.org/linux/man-pages/man7/network_namespaces.7.html
 */
export class LoopbackNamespace {
  private readonly unshare: readonly string[];
  private readonly folder: string;

  private constructor(unshare: readonly string[], folder: string) {
    this.unshare = unshare;
    this.folder = folder;
  }

  /** @returns In place of the namespace, why there can be none. */
  static open(): LoopbackNamespace | string {
    const folder = temporaryFolder();
    // 192.0.2.0/24 is nobody's: RFC 5737.
    fs.writeFileSync(path.join(folder, "resolv.conf"), "nameserver 192.0.2.53\n");
    let refused = "";
    for (const user of [[], ["--user", "--map-root-user"]]) {
      const candidate = new LoopbackNamespace([...user, "--net", "--mount"], folder);
      const [program, ...args] = candidate.around(["true"]);
      const { status, error, stderr } = spawnSync(program!, args, { encoding: "utf8" });
      if (status === 0) return candidate;
      refused = error?.message ?? stderr;
    }
    return refused.trim();
  }

  /** Runs a command in a namespace of its own and waits for it. */
  async run(
    command: readonly string[],
    { cwd, variables = {} }: { cwd?: string; variables?: Readonly<Record<string, string>> } = {},
  ): Promise<RanAlone> {
    const [program, ...args] = this.around(command);
    const child = spawn(program!, args, {
      cwd,
      env: { ...withoutProxies(process.env), ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise<number>((resolve, reject) =>
      child.once("error", reject).once("close", (code) => resolve(code ?? 1)),
    );
    const [exitCode, stdout, stderr] = await Promise.all([
      ended,
      text(child.stdout),
      text(child.stderr),
    ]);
    return {
      exitCode,
      output: stdout + stderr,
      attempts: attemptsIn(fs.readFileSync(this.counters, "utf8")),
    };
  }

  private get counters(): string {
    return path.join(this.folder, "counters");
  }

  private around(command: readonly string[]): string[] {
    const script = [
      'ip link set lo up && mount --bind "$1/resolv.conf" /etc/resolv.conf || exit 1',
      'folder="$1"; shift; "$@"; code=$?',
      // IPv6 may be switched off.
      'cat /proc/net/snmp /proc/net/snmp6 > "$folder/counters" 2>/dev/null; exit $code',
    ].join("\n");
    return ["unshare", ...this.unshare, "sh", "-c", script, "sh", this.folder, ...command];
  }
}

/** Sum of the counters of both versions of IP. */
function attemptsIn(counters: string): number {
  const lines = counters.split("\n");
  const [names = [], values = []] = lines
    .filter((line) => line.startsWith("Ip: "))
    .map((line) => line.split(/\s+/));
  const column = names.indexOf("OutNoRoutes");
  if (column === -1) throw new Error(`the kernel counts no OutNoRoutes:\n${counters}`);
  const six = /^Ip6OutNoRoutes\s+(\d+)$/m.exec(counters)?.[1] ?? 0;
  return Number(values[column]) + Number(six);
}

/** A proxy on loopback would hide what it is asked to reach. */
function withoutProxies(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/_proxy$/i.test(name)));
}
