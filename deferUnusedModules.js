// @ts-check
"use strict";

// The SDK loads TypeScript's compiler and npm's dependency resolver whatever the program does: it needs them to turn
// functions into cloud functions, which this program has none of. They take more time than the program itself, and are
// put off here until somebody asks for something in them.

const Module = require("node:module");

/** @typedef {(request: string, parent: NodeModule, isMain: boolean) => object} Load */

const own = /** @type {{ _load: Load }} */ (/** @type {unknown} */ (Module));
const deferred = new Set(["typescript", "@npmcli/arborist"]);
const load = own._load;

own._load = (request, parent, isMain) =>
  deferred.has(request)
    ? onDemand(() => load.call(Module, request, parent, isMain))
    : load.call(Module, request, parent, isMain);

/** @param {() => object} get */
function onDemand(get) {
  return new Proxy(
    {},
    {
      // Taken for an ES module, it is not copied key by key where it is imported.
      get: (_, key) => (key === "__esModule" ? true : Reflect.get(get(), key)),
      has: (_, key) => Reflect.has(get(), key),
      ownKeys: () => Reflect.ownKeys(get()),
      getOwnPropertyDescriptor: (_, key) => {
        const found = Reflect.getOwnPropertyDescriptor(get(), key);
        return found && { ...found, configurable: true };
      },
    },
  );
}
