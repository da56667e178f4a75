// @ts-check
"use strict";

// The network of a container, loaded into its process before the program itself. What the program listens on is a free
// port of 127.0.0.1, whatever port it asks for; where its connections lead is what the parent says. The program is
// plain Node.js: what it starts in its turn (child processes, workers) and datagrams have no such network.

const dns = require("node:dns");
const { syncBuiltinESMExports } = require("node:module");
const net = require("node:net");

/** @typedef {import("./containerMessages").Answer} Answer */
/** @typedef {import("./containerMessages").Question} Question */
/** @typedef {(answer: Answer) => void} Hearer */
/** @typedef {{ host?: string, port?: number | string, path?: string, fd?: number, [key: string]: unknown }} Place */

// Read when the process started: it is how a container's trust store is told of an authority.
delete process.env["NODE_EXTRA_CA_CERTS"];

const { channel } = process;
const send = process.send?.bind(process);
if (channel === undefined || channel === null || send === undefined) {
  throw new Error("The network of a container needs the channel to the process that started it.");
}
// The program is not to take the channel for one of its own.
Reflect.deleteProperty(process, "send");

/** Ports of 127.0.0.1 by the port that the program asked for. @type {Map<number, number>} */
const listening = new Map();
/** Names by the address that was made up for them. @type {Map<string, string>} */
const madeUp = new Map();
/** What hears the answers that are awaited. @type {Map<number, Hearer>} */
const hearers = new Map();
let questions = 0;

process.on("disconnect", () => process.exit(1));
process.on("message", (/** @type {{ id: number, answer: Answer }} */ { id, answer }) => {
  const hear = hearers.get(id);
  hearers.delete(id);
  if (hearers.size === 0) channel.unref();
  hear?.(answer);
});
// A program that has nothing more to do ends; only an answer that is awaited keeps it.
channel.unref();

/**
 * @param {Question} question
 * @param {Hearer} hear
 */
function ask(question, hear) {
  questions += 1;
  hearers.set(questions, hear);
  channel?.ref();
  send?.({ id: questions, question });
}

/** @typedef {Record<"connect" | "listen" | "address", Function>} Methods */
const { connect } = /** @type {Methods} */ (/** @type {unknown} */ (net.Socket.prototype));
const { listen, address } = /** @type {Methods} */ (/** @type {unknown} */ (net.Server.prototype));
const { lookup } = dns;
/** How Node.js itself reads the arguments of `connect` and `listen`. @type {(args: unknown[]) => [Place, (() => void) | null]} */
const normalizeArguments = Reflect.get(net, "_normalizeArgs");

/**
 * Options and callback of a call, in whichever of the forms it was made.
 *
 * @param {unknown[]} args
 * @returns {[Place, (() => void) | null]}
 */
function callOf(args) {
  return Array.isArray(args[0])
    ? /** @type {[Place, (() => void) | null]} */ (args[0])
    : normalizeArguments(args);
}

/** @param {string} host */
function isLoopback(host) {
  return /^(?:localhost|127\..*|::1|::ffff:127\..*|0\.0\.0\.0|::)$/i.test(host);
}

Reflect.set(
  net.Socket.prototype,
  "connect",
  /**
   * @this {net.Socket}
   * @param {unknown[]} args
   */
  function (...args) {
    const [place, callback] = callOf(args);
    const port = Number(place.port);
    if (place.path !== undefined || !Number.isInteger(port) || port < 0 || port > 65_535) {
      return Reflect.apply(connect, this, args);
    }
    const host = madeUp.get(place.host ?? "") ?? place.host ?? "localhost";
    if (typeof callback === "function") this.once("connect", callback);
    // Until it is known where it leads, the socket is one whose name is being looked up.
    Reflect.set(this, "connecting", true);
    /** @param {Answer} reached */
    const go = (reached) => {
      if (this.destroyed) return;
      if (reached.port === undefined) {
        this.destroy(connectError(reached.code ?? "ECONNREFUSED", host, port));
        return;
      }
      const options = { ...place, host: "127.0.0.1", port: reached.port, lookup: undefined };
      Reflect.apply(connect, this, [options]);
    };
    if (isLoopback(host)) {
      const own = listening.get(port);
      process.nextTick(go, own === undefined ? { code: "ECONNREFUSED" } : { port: own });
    } else {
      ask({ reach: { host, port } }, go);
    }
    return this;
  },
);

Reflect.set(
  net.Server.prototype,
  "listen",
  /**
   * @this {net.Server}
   * @param {unknown[]} args
   */
  function (...args) {
    const [place, callback] = callOf(args);
    if (place.path !== undefined || place.fd !== undefined || "_handle" in place) {
      return Reflect.apply(listen, this, args);
    }
    const wanted = Number(place.port ?? 0);
    if (listening.has(wanted)) {
      const error = systemError("EADDRINUSE", "listen", `address already in use :::${wanted}`);
      process.nextTick(() => this.emit("error", Object.assign(error, { port: wanted })));
      return this;
    }
    this.prependOnceListener("listening", () => {
      /** @type {ReturnType<net.Server["address"]>} */
      const bound = Reflect.apply(address, this, []);
      if (bound === null || typeof bound === "string") return;
      const port = wanted === 0 ? bound.port : wanted;
      listening.set(port, bound.port);
      Reflect.set(this, "address", () => ({ ...bound, port }));
      send?.({ listening: { port, loopbackPort: bound.port } });
      this.once("close", () => {
        listening.delete(port);
        Reflect.deleteProperty(this, "address");
        if (process.connected) send?.({ closed: { port } });
      });
    });
    const options = { ...place, host: "127.0.0.1", port: 0 };
    return Reflect.apply(listen, this, [options, callback]);
  },
);

/**
 * Addresses of the names that lead somewhere. A name without an address of the emulated internet gets one that is made
 * up, which leads to it again.
 *
 * @param {string} hostname
 * @param {unknown} second Options, or the callback.
 * @param {unknown} [third] The callback, after options.
 */
function lookUp(hostname, second, third) {
  const callback = /** @type {(...result: unknown[]) => void} */ (
    typeof second === "function" ? second : third
  );
  if (typeof hostname !== "string" || net.isIP(hostname) !== 0 || isLoopback(hostname)) {
    return Reflect.apply(
      lookup,
      dns,
      third === undefined ? [hostname, second] : [hostname, second, third],
    );
  }
  const { all = false, family = 0 } =
    typeof second === "object" && second !== null
      ? /** @type {dns.LookupAllOptions} */ (second)
      : { family: typeof second === "number" ? second : 0 };
  ask({ lookup: { host: hostname } }, ({ addresses }) => {
    const known = addresses?.length === 0 ? [addressFor(hostname)] : (addresses ?? []);
    const wanted = known
      .map((one) => ({ address: one, family: net.isIP(one) }))
      .filter((one) => family === 0 || family === one.family || family === `IPv${one.family}`);
    const [first] = wanted;
    if (first === undefined) callback(connectError("ENOTFOUND", hostname, 0));
    else if (all) callback(null, wanted);
    else callback(null, first.address, first.family);
  });
  return {};
}
Reflect.set(dns, "lookup", lookUp);
Reflect.set(
  dns.promises,
  "lookup",
  /**
   * @param {string} hostname
   * @param {dns.LookupOptions | number} [options]
   */
  (hostname, options = {}) =>
    new Promise((resolve, reject) => {
      /** @type {(error: Error | null, found: string | dns.LookupAddress[], family: number) => void} */
      const done = (error, found, family) => {
        if (error !== null) reject(error);
        else resolve(typeof found === "string" ? { address: found, family } : found);
      };
      lookUp(hostname, options, done);
    }),
);
syncBuiltinESMExports();

/**
 * An address of the range for benchmarks, which nothing else has.
 *
 * @param {string} name
 * @see https://www.rfc-editor.org/rfc/rfc2544
 */
function addressFor(name) {
  const known = [...madeUp].find(([, one]) => one === name)?.[0];
  if (known !== undefined) return known;
  const made = `198.18.${madeUp.size >> 8}.${(madeUp.size & 255) + 1}`;
  madeUp.set(made, name);
  return made;
}

/**
 * The error that Node.js gives for a connection that isn't made. Its address is the one that was asked for.
 *
 * @param {string} code
 * @param {string} host
 * @param {number} port
 */
function connectError(code, host, port) {
  if (code === "ENOTFOUND") {
    return Object.assign(systemError(code, "getaddrinfo", host), { hostname: host });
  }
  return Object.assign(systemError(code, "connect", `${host}:${port}`), { address: host, port });
}

/** `errno` of each code, as libuv has them on Linux. @type {Readonly<Record<string, number>>} */
const numbers = { EADDRINUSE: -98, ECONNREFUSED: -111, ENOTFOUND: -3008, ETIMEDOUT: -110 };

/**
 * @param {string} code
 * @param {string} syscall
 * @param {string} what
 */
function systemError(code, syscall, what) {
  const error = new Error(`${syscall} ${code}${syscall === "listen" ? ":" : ""} ${what}`);
  return Object.assign(error, { errno: numbers[code], code, syscall });
}
