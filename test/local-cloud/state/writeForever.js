// Writes to the cloud in the folder that is its first argument, from the number on that is its second, until it is
// killed. Prints `try <key> <number>` before each write and `done <key> <number>` once it is acknowledged; a write of
// each key is always under way, as when the engine deploys resources side by side.
require("../../../loadTypeScript");
const { keys, WrittenCloud } = require("./writtenCloud");

const cloud = new WrittenCloud(process.argv[2] ?? "");
let last = Number(process.argv[3]);

/** @param {string} key */
async function writeForever(key) {
  for (;;) {
    const number = ++last;
    process.stdout.write(`try ${key} ${number}\n`);
    await cloud.write(key, number);
    process.stdout.write(`done ${key} ${number}\n`);
  }
}

void cloud.prepare().then(() => keys.forEach((key) => void writeForever(key)));
