/** How a command ended, and what it printed. */
export interface Printed {
  readonly exitCode: number;
  readonly out: string;
}

/** Runs the work of a command, and catches what it prints. */
export async function printed(work: () => Promise<number>): Promise<Printed> {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  let out = "";
  stdout.write = (text) => ((out += String(text)), true);
  try {
    return { exitCode: await work(), out };
  } finally {
    stdout.write = write;
  }
}
