/** How a command ended, and what it printed. */
export interface Printed {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the work of a command in this process, and catches what it prints. */
export async function printed(work: () => Promise<number>): Promise<Printed> {
  const { stdout, stderr } = process;
  const writes = [stdout.write.bind(stdout), stderr.write.bind(stderr)] as const;
  let out = "";
  let error = "";
  stdout.write = (text) => ((out += String(text)), true);
  stderr.write = (text) => ((error += String(text)), true);
  try {
    return { exitCode: await work(), out, error };
  } finally {
    stdout.write = writes[0];
    stderr.write = writes[1];
  }
}
