import fs from "node:fs";
import path from "node:path";
import { isLong, turnOver } from "../processes/logFile";

/** What a container wrote, standard output and error as they came, in a file that grows no further than it may. */
export class ContainerLog {
  private readonly file: string;
  private bytes: number;

  /** @param file Made with its folder where it isn't there, else appended to. */
  constructor(file: string) {
    this.file = file;
    // What a container prints may be for its owner's eyes only.
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    this.bytes = turnOver(file);
  }

  /** @throws Error of the file system. */
  write(chunk: Buffer | string): void {
    if (isLong(this.bytes)) this.bytes = turnOver(this.file);
    fs.appendFileSync(this.file, chunk);
    this.bytes += Buffer.byteLength(chunk);
  }
}
