import fs from "node:fs";
import path from "node:path";
import { objectsAt, textAt, textsAt } from "../../arm/body";
import type { StoredResource } from "../../arm/resourceType";
import { environmentOf } from "../../arm/types/app/environmentFacts";
import type { JsonObject } from "../../json";
import { folders } from "../folders";
import type { Ground, NamedServers } from "../part";
import { ContainerLog } from "./containerLog";
import { ContainerProcess } from "./containerProcess";
import type { Variables } from "./containerVariables";
import { EnvironmentNetwork } from "./environmentNetwork";
import { Semaphore } from "./semaphore";

/**
 * What an image runs when it is started.
 *
 * @param image Whole reference: `server/repository:tag@digest`.
 * @returns undefined for an image that can't be pulled. Its command is what it runs, the program first: `node`.
 */
export type Images = (image: string) => { readonly command: readonly string[] } | undefined;

export interface ContainerHostOptions {
  readonly images: Images;
  /** Servers that connections may lead to, asked in turn. */
  readonly servers: readonly NamedServers[];
}

/** A container, ready to start. */
export interface Container {
  /** Arguments of Node.js. */
  readonly argv: readonly string[];
  readonly variables: Variables;
  /** Revision or execution that its log stands under. */
  readonly owner: string;
  readonly replicaName: string;
}

/** Containers that may be between their start and their first listening at once: each takes most of a core. */
const startingAtOnce = 3;

/** Starts containers: knows images, networks and logs. */
export class ContainerHost {
  readonly ground: Ground;
  private readonly options: ContainerHostOptions;
  private readonly starting = new Semaphore(startingAtOnce);

  constructor(ground: Ground, options: ContainerHostOptions) {
    this.ground = ground;
    this.options = options;
  }

  /**
   * What a container runs: the image's command, or its own, with its arguments.
   *
   * @see https://github.com/microsoft/azure-container-apps/issues/1201 (the words for an image that can't be pulled)
   * @see https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
   */
  argumentsOf(container: JsonObject): readonly string[] | { readonly refused: string } {
    const image = textAt(container, "image") ?? "";
    const known = this.options.images(image);
    if (known === undefined) {
      return {
        refused: `${terminated(container, "", "ImagePullFailure")} (unable to pull image ${image})`,
      };
    }
    const own = textsAt(container, "command");
    const command = [...(own.length > 0 ? own : known.command), ...textsAt(container, "args")];
    const [program, ...argv] = command;
    if (program === "node") return argv;
    return {
      refused: `${terminated(container, 127, "StartError")} (the local cloud runs Node.js and not ${program ?? "nothing"})`,
    };
  }

  /**
   * Starts a container for an app or a job, when it is its turn; undefined when `signal` was sooner.
   *
   * @throws Error of the file system or the machine, when there is no room for it.
   */
  async start(
    container: Container,
    holder: StoredResource,
    signal: AbortSignal,
  ): Promise<ContainerProcess | undefined> {
    const { resourceManager, authority, say } = this.ground;
    const release = await this.starting.acquire();
    const environment = environmentOf(resourceManager, holder);
    if (signal.aborted || environment === undefined) {
      release();
      return undefined;
    }
    const { argv, variables } = container;
    const network = new EnvironmentNetwork(this.ground, this.options.servers, environment);
    try {
      const started = new ContainerProcess({
        argv,
        variables,
        folder: this.emptyFolder(),
        authorityFile: authority.file,
        log: new ContainerLog(this.logFile(container)),
        answer: (question) => network.answer(question),
        say,
      });
      void Promise.race([started.listening, started.exited, patience()]).then(release);
      return started;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** File that a container writes to, standard output and error. */
  logFile({ owner, replicaName }: Pick<Container, "owner" | "replicaName">): string {
    return path.join(this.ground.folder, folders.logs, owner, `${replicaName}.log`);
  }

  /** Where containers start: a program finds nothing there that it could read by chance. */
  private emptyFolder(): string {
    const folder = path.join(this.ground.folder, "container");
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }
}

/** The first container of a template: the others, and those that run before it, are not modelled. */
export function mainContainer(template: JsonObject): JsonObject {
  return objectsAt(template, "containers")[0] ?? {};
}

/** @see https://github.com/microsoft/azure-container-apps/issues/1201 */
export function terminated(container: JsonObject, code: number | "", reason: string): string {
  const name = textAt(container, "name") ?? "";
  return `Container '${name}' was terminated with exit code '${code}' and reason '${reason}'`;
}

/** A container that doesn't listen isn't waited for any longer. */
function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2000).unref());
}
