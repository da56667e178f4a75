// Writes to the state in the folder that is its argument until it is killed, and prints each number once it is
// acknowledged. Three commits are always under way, as when the engine deploys resources side by side.
require("../../../loadTypeScript");
const { StateStore } = require("../../../local-cloud/state/stateStore");

const store = StateStore.open(process.argv[2] ?? "");
let last = Object.keys(store.state.opaque).length;

async function writeForever() {
  for (;;) {
    const number = ++last;
    store.state.opaque[number] = { token: "test", inputs: { padding: "x".repeat(2000) } };
    await store.commit();
    process.stdout.write(`${number}\n`);
  }
}

for (let writer = 0; writer < 3; writer++) void writeForever();
