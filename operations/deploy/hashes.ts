import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** SHA-256 of a text, hexadecimal. */
export function sha256(text: string | Buffer): string {
  return createHash("sha256").update(text).digest("hex");
}

/** SHA-256 of all files of a folder, by their paths and contents; installed packages are left out. */
export function folderHash(folder: string): string {
  const hash = createHash("sha256");
  for (const file of filesOf(folder, "")) {
    hash.update(`${file}\0${sha256(fs.readFileSync(path.join(folder, file)))}\n`);
  }
  return hash.digest("hex");
}

function filesOf(folder: string, below: string): string[] {
  return fs
    .readdirSync(path.join(folder, below), { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .flatMap((entry) => {
      const file = path.posix.join(below, entry.name);
      return entry.isDirectory() ? filesOf(folder, file) : [file];
    })
    .sort();
}
