import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import type { BackendStorage } from "./backendStorage";

/** What Pulumi keeps beside each file about its content. */
const sideFile = ".attrs";
/** Where a file is written before it is put in its place: on the same disk, and in no folder that is listed. */
const temporaryFolder = ".ftl/temporary";

/**
 * A folder as Pulumi keeps state in it: an object is a file, and beside it is one with its attributes.
 *
 * @see https://pkg.go.dev/gocloud.dev/blob/fileblob
 */
export class FileStorage implements BackendStorage {
  readonly url: string;
  private readonly root: string;

  constructor(url: string, root: string) {
    this.url = url;
    this.root = root;
  }

  async list(prefix: string): Promise<string[]> {
    const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    const files = await filesBelow(this.pathOf(folder));
    return files
      .filter((file) => !file.endsWith(sideFile))
      .map((file) => path.relative(this.root, file).split(path.sep).join("/"))
      .filter((key) => key.startsWith(prefix) && !key.startsWith(`${temporaryFolder}/`))
      .sort();
  }

  read(key: string): Promise<string | undefined> {
    return orNothing(fs.readFile(this.pathOf(key), "utf8"));
  }

  async write(key: string, text: string): Promise<void> {
    await this.placing(key, text, async (whole, place) => fs.rename(whole, place));
    // Attributes that are there belong to what the file was.
    await fs.rm(this.pathOf(key) + sideFile, { force: true });
  }

  async writeNew(key: string, text: string): Promise<boolean> {
    try {
      await this.placing(key, text, async (whole, place) => fs.link(whole, place));
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await fs.rm(this.pathOf(key), { force: true });
    await fs.rm(this.pathOf(key) + sideFile, { force: true });
  }

  /** Writes a whole file elsewhere, and lets it be put in its place: nobody ever sees half of it. */
  private async placing(
    key: string,
    text: string,
    put: (whole: string, place: string) => Promise<void>,
  ): Promise<void> {
    const place = this.pathOf(key);
    const whole = path.join(this.root, temporaryFolder, randomUUID());
    await fs.mkdir(path.dirname(whole), { recursive: true });
    await fs.mkdir(path.dirname(place), { recursive: true });
    try {
      const file = await fs.open(whole, "wx");
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await put(whole, place);
    } finally {
      await fs.rm(whole, { force: true });
    }
  }

  /** @throws RangeError for a key that leads out of the folder. */
  private pathOf(key: string): string {
    if (path.isAbsolute(key) || key.split(/[/\\]/).includes("..")) {
      throw new RangeError(`${JSON.stringify(key)} is no key of an object in ${this.url}`);
    }
    return path.join(this.root, key);
  }
}

/** Paths of all files in a folder and those in it; a folder that goes meanwhile has none. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = (await orNothing(fs.readdir(folder, { withFileTypes: true }))) ?? [];
  const found = await Promise.all(
    entries.map(async (entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(file);
      return entry.isFile() ? [file] : [];
    }),
  );
  return found.flat();
}

/** Undefined in place of the error that a file or its folder is not there. */
async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
