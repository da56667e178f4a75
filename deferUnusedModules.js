// @ts-check
"use strict";

// The SDK loads TypeScript's compiler and npm's dependency resolver whatever the program does, to turn functions into
// cloud functions, and ts-node for every policy pack, also for one that is JavaScript. They take more time than the program
// itself, and are put off here until somebody asks for something in them.

const Module = require("node:module");

/** @typedef {(request: string, parent: NodeModule, isMain: boolean) => object} Load */

const own = /** @type {{ _load: Load }} */ (/** @type {unknown} */ (Module));
const deferred = new Set(["typescript", "@npmcli/arborist", "ts-node"]);
const load = own._load;

own._load = (request, parent, isMain) => {
  const get = () => load.call(Module, request, parent, isMain);
  if (!deferred.has(request)) return get();
  /** @type {Record<string | symbol, unknown>} */
  const known = {
    // Taken for an ES module, it is not copied key by key where it is imported.
    __esModule: true,
    version: require(`${request}/package.json`).version,
    ...(request === "ts-node" && { register: registerOnDemand(get) }),
  };
  return onDemand(get, known);
};

/**
 * What `ts-node` is asked for first: it takes effect when the first TypeScript file is required, unless somebody else
 * loads these by then.
 *
 * @param {() => object} get
 */
function registerOnDemand(get) {
  return (/** @type {unknown[]} */ ...options) => {
    const extensions = require.extensions;
    extensions[".ts"] ??= (module, filename) => {
      delete extensions[".ts"];
      Reflect.get(get(), "register")(...options);
      extensions[".ts"]?.(module, filename);
    };
  };
}

/**
 * @param {() => object} get
 * @param {Record<string | symbol, unknown>} known What can be said without it.
 */
function onDemand(get, known) {
  return new Proxy(
    {},
    {
      get: (_, key) => (key in known ? known[key] : Reflect.get(get(), key)),
      has: (_, key) => Reflect.has(get(), key),
      ownKeys: () => Reflect.ownKeys(get()),
      getOwnPropertyDescriptor: (_, key) => {
        const found = Reflect.getOwnPropertyDescriptor(get(), key);
        return found && { ...found, configurable: true };
      },
    },
  );
}
