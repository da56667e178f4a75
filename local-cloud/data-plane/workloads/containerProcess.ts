import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { endWithUs, hasEnded } from "../processes/lastWatch";
import type { ContainerLog } from "./containerLog";
import type { Answer, ContainerMessage, Question } from "./containerMessages";

/** What a container runs. */
export interface ContainerProgram {
  /** Arguments of Node.js: the script and what follows it. */
  readonly argv: readonly string[];
  /** Its whole environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folder that it starts in. */
  readonly folder: string;
  /** File of the authority that it trusts besides those that Node.js brings, PEM. */
  readonly authorityFile: string;
  readonly log: ContainerLog;
  /** Where its connections lead. */
  readonly answer: (question: Question) => Answer;
  /** Tells the person, in a line. */
  readonly say: (line: string) => void;
}

/** How a process ended: by itself with a code, or by a signal. */
export interface ContainerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const networkScript = path.join(__dirname, "containerNetwork.js");

/** A container's process. It ends with the process that started it, however that ends. */
export class ContainerProcess {
  /** Resolves when it has ended. */
  readonly exited: Promise<ContainerExit>;
  /** Resolves when it first listens; never when it doesn't. */
  readonly listening: Promise<void>;
  private readonly child: ChildProcess;
  private readonly ports = new Map<number, number>();
  private hasExited = false;

  constructor(program: ContainerProgram) {
    const { argv, variables, folder, authorityFile, log, say } = program;
    this.child = spawn(process.execPath, ["--require", networkScript, ...argv], {
      cwd: folder,
      env: { ...variables, NODE_EXTRA_CA_CERTS: authorityFile },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Ctrl-C in the terminal is for the local cloud, which then stops its containers.
      detached: true,
    });
    const write = (chunk: Buffer | string) => {
      try {
        log.write(chunk);
      } catch (error) {
        say(`A container's log can't be written: ${(error as Error).message}`);
        this.child.stdout?.off("data", write).resume();
        this.child.stderr?.off("data", write).resume();
      }
    };
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", write);
      stream?.on("error", () => undefined);
    }
    let heard = () => {};
    this.listening = new Promise((resolve) => (heard = resolve));
    this.child.on("message", (message) => {
      this.hear(message as ContainerMessage, program);
      if (this.ports.size > 0) heard();
    });
    this.exited = new Promise((resolve) => {
      const end = (exit: ContainerExit) => {
        this.hasExited = true;
        this.ports.clear();
        resolve(exit);
      };
      const { pid } = this.child;
      if (pid !== undefined) endWithUs(pid);
      this.child.once("exit", (code, signal) => {
        // What a container's first process has started ends with it.
        this.kill();
        if (pid !== undefined) hasEnded(pid);
        end({ code, signal });
      });
      this.child.on("error", (error) => {
        // Also said of a signal or a message that can't be sent; only one that never began has no process id.
        if (this.child.pid !== undefined) return;
        write(`${error.message}\n`);
        end({ code: 128, signal: null });
      });
    });
  }

  /** Port of 127.0.0.1 behind a port that the program listens on; undefined while it doesn't. */
  portOf(port: number): number | undefined {
    return this.ports.get(port);
  }

  /** Asks it to end, and ends it when it has not by then. Resolves when it has ended. */
  async stop(graceMs: number): Promise<void> {
    if (this.hasExited) return;
    this.child.kill("SIGTERM");
    const force = setTimeout(() => this.child.kill("SIGKILL"), graceMs);
    await this.exited;
    clearTimeout(force);
  }

  /** Ends it and what it has started, at once. */
  kill(): void {
    try {
      process.kill(-this.child.pid!, "SIGKILL");
    } catch {
      // All of it has ended.
    }
  }

  private hear(message: ContainerMessage, program: ContainerProgram): void {
    if ("listening" in message) {
      this.ports.set(message.listening.port, message.listening.loopbackPort);
    } else if ("closed" in message) {
      this.ports.delete(message.closed.port);
    } else if (this.child.connected) {
      const answer = answerTo(message.question, program);
      this.child.send({ id: message.id, answer }, () => undefined);
    }
  }
}

/** A question that can't be answered, as any that a program may think of, fails the program's connection and no more. */
function answerTo(question: Question, { answer, say }: ContainerProgram): Answer {
  try {
    return answer(question);
  } catch (error) {
    say(`A container's connection fails: ${(error as Error).message}`);
    return { code: "ECONNREFUSED" };
  }
}
