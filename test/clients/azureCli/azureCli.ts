import { execFile } from "node:child_process";
import path from "node:path";
import { vendorVariables } from "../../../local-cloud";

/** How a command ended. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The Azure CLI, with settings of its own, at work on a local cloud. */
export class AzureCli {
  private readonly environment: NodeJS.ProcessEnv;

  /**
   * @param commands Folder with `az`.
   * @param folder The local cloud's.
   * @param port Where its APIs listen.
   * @param group Resource group of the commands that name none.
   */
  constructor(commands: string, folder: string, port: number, group: string) {
    const { PATH = "", HOME = "" } = process.env;
    this.environment = {
      PATH: `${commands}${path.delimiter}${PATH}`,
      HOME,
      ...vendorVariables(folder, port),
      AZURE_DEFAULTS_GROUP: group,
      AZURE_CORE_COLLECT_TELEMETRY: "false",
      AZURE_CORE_NO_COLOR: "true",
      AZURE_EXTENSION_USE_DYNAMIC_INSTALL: "no",
    };
  }

  /** Tells it where the cloud is, and signs in as a managed identity. */
  async signIn(): Promise<void> {
    await this.text(
      "az cloud update -n AzureCloud --endpoint-resource-manager $FTL_API --endpoint-active-directory $FTL_API " +
        "--endpoint-active-directory-resource-id https://management.core.windows.net/",
    );
    await this.text("az login --identity");
  }

  /** Runs a command as a person types it. */
  run(command: string): Promise<Outcome> {
    const { environment: env } = this;
    return new Promise((resolve) => {
      execFile("sh", ["-c", command], { env, timeout: 120_000 }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ exitCode, stdout, stderr });
      });
    });
  }

  /** What a command that succeeds prints. @throws Error with what it said when it fails. */
  async text(command: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(command);
    if (exitCode !== 0) throw new Error(`${command}\nended with ${exitCode}:\n${stdout}${stderr}`);
    return stdout.trim();
  }

  /** The same, as JSON. */
  async json<T>(command: string): Promise<T> {
    return JSON.parse(await this.text(command)) as T;
  }
}
