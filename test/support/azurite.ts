import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";

/** The account that Azurite always has, with its published key. */
const account = "devstoreaccount1";
const accountKey =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** As much of Azurite's own classes as is used; the package declares none. */
interface BlobServer {
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
}
type Constructor<Arguments extends unknown[], T> = new (...args: Arguments) => T;

/**
 * Microsoft's emulator of a storage account, in this process and in memory, on a free port.
 *
 * @see https://github.com/Azure/Azurite
 */
export class Azurite {
  /** What Pulumi, and `ftl`, need to get in. */
  readonly environment: Readonly<Record<string, string>> = {
    AZURE_STORAGE_ACCOUNT: account,
    AZURE_STORAGE_KEY: accountKey,
  };
  private readonly server: BlobServer;
  private containers = 0;

  private constructor(server: BlobServer) {
    this.server = server;
  }

  static async start(): Promise<Azurite> {
    const server = await startBlobServer();
    return new Azurite(server);
  }

  /** A new container. @returns Its address as Pulumi takes it. */
  async container(prefix = ""): Promise<string> {
    const name = `state-${++this.containers}`;
    const address = this.server.getHttpServerAddress();
    const credential = new StorageSharedKeyCredential(account, accountKey);
    await new BlobServiceClient(`${address}/${account}`, credential).createContainer(name);
    return this.urlOf(`${name}${prefix}`);
  }

  /** The address of a container that may not be there. */
  urlOf(container: string): string {
    const { host } = new URL(this.server.getHttpServerAddress());
    return `azblob://${container}?storage_account=${account}&protocol=http&domain=${host}&localemu=true`;
  }

  stop(): Promise<void> {
    return this.server.close();
  }
}

async function startBlobServer(): Promise<BlobServer> {
  const { default: Configuration } = require("azurite/dist/src/blob/BlobConfiguration") as {
    default: Constructor<unknown[], object>;
  };
  const { default: Server } = require("azurite/dist/src/blob/BlobServer") as {
    default: Constructor<[object], BlobServer>;
  };
  // Its arguments have an order and no names: what is not said here is as it is by default.
  const place = { host: "127.0.0.1", port: 0, keepAliveTimeoutSec: 5 };
  const paths = { metadata: "", extents: "", persistence: [] };
  const log = { access: false, accessStream: undefined, debug: false, debugFile: undefined };
  const loose = false;
  const skipApiVersionCheck = true;
  const tls = [undefined, undefined, undefined, undefined];
  const productStyleUrlsOff = true;
  const inMemory = true;
  const server = new Server(
    new Configuration(
      ...Object.values(place),
      ...Object.values(paths),
      ...Object.values(log),
      loose,
      skipApiVersionCheck,
      ...tls,
      productStyleUrlsOff,
      inMemory,
    ),
  );
  await server.start();
  return server;
}
