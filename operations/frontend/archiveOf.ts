import fs from "node:fs";
import path from "node:path";
import { zipSync } from "fflate";
import { Refusal } from "../refusal";

/**
 * ZIP archive of a folder with a built app.
 *
 * @throws Refusal when the folder has no first page.
 */
export function archiveOf(folder: string): Uint8Array {
  requireBuilt(folder);
  const files = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return zipSync(
    Object.fromEntries(
      files.map((file) => [
        path.relative(folder, file).split(path.sep).join("/"),
        fs.readFileSync(file),
      ]),
    ),
  );
}

/** @throws Refusal when a folder is none of a built app. */
export function requireBuilt(folder: string): void {
  if (fs.existsSync(path.join(folder, "index.html"))) return;
  throw new Refusal(`${folder} has no index.html: give the folder that the frontend's build made.`);
}
