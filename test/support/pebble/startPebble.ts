import { spawn } from "node:child_process";
import fs from "node:fs";
import https from "node:https";
import net from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { selfSigned } from "../selfSigned";
import { temporaryFolder } from "../temporaryFolder";

/** An ACME server at work. */
export interface Pebble {
  readonly directoryUrl: string;
  /** Certificate, PEM, that its HTTPS is signed by: its clients must be told to trust it. */
  readonly directoryCa: string;
  /** The root of what it issues, PEM; new with every start. */
  root(): Promise<string>;
  close(): Promise<void>;
}

const startMs = 10_000;
const dayMs = 86_400_000;

/**
 * Starts Pebble on loopback. It validates every order anew, and refuses some nonces, as the real one does.
 *
 * @param program What `getPebble` has built.
 * @param dnsPort Port of the DNS server that it validates through.
 * @throws Error with what it printed, when it does not start.
 * @see https://github.com/letsencrypt/pebble#readme
 */
export async function startPebble(program: string, dnsPort: number): Promise<Pebble> {
  const folder = temporaryFolder();
  const [port, managementPort] = await Promise.all([freePort(), freePort()]);
  const now = Date.now();
  const { certificate, key } = selfSigned({
    names: ["localhost"],
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + dayMs),
  });
  const file = (name: string, text: string) => {
    const place = path.join(folder, name);
    fs.writeFileSync(place, text);
    return place;
  };
  const config = file(
    "pebble.json",
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${port}`,
        managementListenAddress: `127.0.0.1:${managementPort}`,
        certificate: file("cert.pem", certificate),
        privateKey: file("key.pem", key),
        // Ports of the challenges that are not asked for.
        httpPort: 5002,
        tlsPort: 5001,
        retryAfter: { authz: 1, order: 1 },
        profiles: { default: { description: "90 days", validityPeriod: 7_776_000 } },
      },
    }),
  );
  const child = spawn(program, ["-config", config, "-dnsserver", `127.0.0.1:${dnsPort}`], {
    env: { PEBBLE_VA_NOSLEEP: "1", PEBBLE_AUTHZREUSE: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve()).once("error", () => resolve());
  });
  const close = async () => {
    kill();
    await ended;
    process.off("exit", kill);
  };
  const directoryUrl = `https://localhost:${port}/dir`;
  const end = Date.now() + startMs;
  for (;;) {
    try {
      await get(directoryUrl, certificate);
      break;
    } catch (error) {
      if (Date.now() > end || child.exitCode !== null) {
        await close();
        throw new Error(`Pebble does not start: ${String(error)}\n${printed}`, { cause: error });
      }
      await wait(50);
    }
  }
  return {
    directoryUrl,
    directoryCa: certificate,
    root: () => get(`https://localhost:${managementPort}/roots/0`, certificate),
    close,
  };
}

function get(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    https
      .get(url, { ca, agent: false, headers: { "user-agent": "ftl-infra" } }, (response) => {
        let text = "";
        if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
        response.setEncoding("utf8").on("data", (more: string) => (text += more));
        response.once("end", () => resolve(text)).once("error", reject);
      })
      .once("error", reject);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
