import { run } from "../../operations/main";

/** How a command line ended, and what it printed. */
export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** Runs an `ftl` command line of words without spaces in this process, and catches what it prints. */
export async function ftl(line: string): Promise<Ended> {
  const { stdout, stderr } = process;
  const writes = [stdout.write.bind(stdout), stderr.write.bind(stderr)] as const;
  let out = "";
  let error = "";
  stdout.write = (text) => ((out += String(text)), true);
  stderr.write = (text) => ((error += String(text)), true);
  try {
    return { exitCode: await run(line.split(" ")), out, error };
  } finally {
    stdout.write = writes[0];
    stderr.write = writes[1];
  }
}
