import fs from "node:fs";
import path from "node:path";

/** Bytes from which on a log is begun anew; the one before is kept beside it. */
const longestBytes = 1024 * 1024;

/** What a container wrote, standard output and error as they came, in a file that grows no further than it may. */
export class ContainerLog {
  private readonly file: string;
  private bytes: number;

  /** @param file Made with its folder where it isn't there, else appended to. */
  constructor(file: string) {
    this.file = file;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.bytes = fs.existsSync(file) ? fs.statSync(file).size : 0;
  }

  /** @throws Error of the file system. */
  write(chunk: Buffer | string): void {
    if (this.bytes > longestBytes) {
      fs.renameSync(this.file, `${this.file}.1`);
      this.bytes = 0;
    }
    fs.appendFileSync(this.file, chunk);
    this.bytes += Buffer.byteLength(chunk);
  }
}
