import fs from "node:fs";
import path from "node:path";
import type { UnzipFileInfo } from "fflate";
import { DeploymentRefused } from "./deploymentRefused";

/**
 * Unpacks a site's archive into a folder.
 *
 * @param limitBytes Most that its files may have together.
 * @throws DeploymentRefused when it is no archive, is too large, or names a file outside of the folder.
 */
export async function unpack(zip: Uint8Array, folder: string, limitBytes: number): Promise<void> {
  let size = 0;
  let refusal: DeploymentRefused | undefined;
  const isWanted = ({ name, originalSize }: UnzipFileInfo) => {
    size += originalSize;
    refusal ??= judge(name, size, limitBytes);
    return refusal === undefined && !name.endsWith("/");
  };
  const files = await unzipped(zip, isWanted);
  if (refusal !== undefined) throw refusal;
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, ...name.split("/"));
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content, { flag: "wx" });
    } catch (error) {
      throw new DeploymentRefused(400, `'${name}' can't be written: ${(error as Error).message}`);
    }
  }
}

function judge(name: string, size: number, limitBytes: number): DeploymentRefused | undefined {
  if (!isInside(name)) {
    return new DeploymentRefused(400, `The archive names '${name}', which is not inside of it.`);
  }
  if (size <= limitBytes) return undefined;
  return new DeploymentRefused(413, tooLarge(limitBytes));
}

/** The message of the service's own is not documented. */
export function tooLarge(limitBytes: number): string {
  return `The size of the app is more than the ${limitBytes / 1_048_576} MB of its plan.`;
}

/** Whether a name in an archive leads to a file inside of the folder that it is unpacked into, on every system. */
export function isInside(name: string): boolean {
  const parts = name.replace(/\/$/, "").split("/");
  return (
    !/[\\\0]|^[A-Za-z]:/.test(name) &&
    parts.every((part) => part !== "" && part !== "." && part !== "..")
  );
}

async function unzipped(
  zip: Uint8Array,
  filter: (file: UnzipFileInfo) => boolean,
): Promise<Record<string, Uint8Array>> {
  // Loaded only when something is deployed: every command reads this file when it starts.
  const { unzip } = await import("fflate");
  return new Promise((resolve, reject) => {
    unzip(zip, { filter }, (error, files) => {
      if (error === null) resolve(files);
      else reject(new DeploymentRefused(400, `The body is no ZIP archive: ${error.message}`));
    });
  });
}
