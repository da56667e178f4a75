import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { projectFolder } from "../project";
import { Refusal } from "../refusal";
import type { BackendStorage } from "./backendStorage";
import { BlobStorage } from "./blobStorage";
import { FileStorage } from "./fileStorage";

/**
 * Opens the place where Pulumi keeps the stacks' state.
 *
 * @param url As Pulumi takes it: `file:///folder`, `file://~`, `azblob://container/prefix?storage_account=…`.
 * @param environment Where credentials of a storage account are, under the names that Pulumi reads.
 * @param folder What a relative `file://` begins at: the folder in which Pulumi runs.
 * @throws Refusal for an address that can't be read, or that is of neither kind.
 */
export function openStorage(
  url: string,
  environment: NodeJS.ProcessEnv,
  folder = projectFolder,
): BackendStorage {
  if (url.startsWith("file://")) return new FileStorage(url, folderOf(url, environment, folder));
  if (url.startsWith("azblob://")) return openBlob(url, environment);
  throw new Refusal(
    `The stacks' state is in ${url}, and what ftl keeps beside it needs a file:// or azblob:// address. ` +
      "Set PULUMI_BACKEND_URL to one.",
  );
}

/**
 * The folder that Pulumi takes a `file://` address for.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/backend.go `massageBlobPath`
 */
function folderOf(url: string, environment: NodeJS.ProcessEnv, folder: string): string {
  const named = decoded(url.slice("file://".length).replace(/[?#].*$/s, ""), url);
  const home = environment["HOME"] ?? os.homedir();
  const found = path.resolve(
    folder,
    named.replace(/^~(?=\/|$)/, () => home),
  );
  if (fs.statSync(found, { throwIfNoEntry: false })?.isDirectory() === true) return found;
  throw new Refusal(`The stacks' state should be in ${url}, and there is no folder ${found}.`);
}

function decoded(text: string, url: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(`${url} is no address: a % in it must be written as %25.`);
  }
}

/** Where a container is, put together from its address and the environment. */
interface BlobPlace {
  account: string | undefined;
  domain: string;
  protocol: string;
  cdn: boolean;
  localEmulator: boolean;
}

/**
 * Reads address, environment and credentials as Pulumi does, so that one set-up does for both.
 *
 * @see https://pkg.go.dev/gocloud.dev/blob/azureblob
 * @see https://github.com/google/go-cloud/blob/master/blob/azureblob/azureblob.go
 */
function openBlob(url: string, environment: NodeJS.ProcessEnv): BackendStorage {
  const { host: container, pathname, searchParams } = new URL(url);
  if (container === "") throw new Refusal(`${url} names no container: azblob://<container>`);
  const prefix = decoded(pathname, url).replace(/^\/+|\/+$/g, "");
  const service = serviceUrl(placeOf(url, searchParams, environment));
  const client = clientOf(service, container, environment);
  return new BlobStorage(url, client, prefix === "" ? "" : `${prefix}/`);
}

/** By default half a minute goes by until an account that isn't there is given up. */
const options = { retryOptions: { maxTries: 3, retryDelayInMs: 400 } };

function clientOf(
  service: string,
  container: string,
  environment: NodeJS.ProcessEnv,
): ContainerClient {
  const account = environment["AZURE_STORAGE_ACCOUNT"];
  const key = environment["AZURE_STORAGE_KEY"];
  const token = environment["AZURE_STORAGE_SAS_TOKEN"];
  const connection = connectionString(environment);
  const address = `${service}/${container}`;
  if (account && key) {
    return new ContainerClient(address, new StorageSharedKeyCredential(account, key), options);
  }
  if (token)
    return new ContainerClient(`${address}?${token.replace(/^\?/, "")}`, undefined, options);
  if (connection) return new ContainerClient(connection, container, options);
  // Loaded when it is needed: it takes longer than all the rest.
  const { DefaultAzureCredential } = require("@azure/identity") as typeof import("@azure/identity");
  return new ContainerClient(address, new DefaultAzureCredential(), options);
}

function placeOf(
  url: string,
  parameters: URLSearchParams,
  environment: NodeJS.ProcessEnv,
): BlobPlace {
  const connection = new Map(
    connectionString(environment)
      .split(";")
      .map((part) => part.split("=", 2) as [string, string]),
  );
  const place: BlobPlace = {
    account: environment["AZURE_STORAGE_ACCOUNT"] || connection.get("AccountName"),
    domain: environment["AZURE_STORAGE_DOMAIN"] || "blob.core.windows.net",
    protocol:
      environment["AZURE_STORAGE_PROTOCOL"] ||
      connection.get("DefaultEndpointsProtocol") ||
      "https",
    cdn: isTrue(environment["AZURE_STORAGE_IS_CDN"]),
    localEmulator: isTrue(environment["AZURE_STORAGE_IS_LOCAL_EMULATOR"]),
  };
  const readers: Readonly<Record<string, (value: string) => void>> = {
    storage_account: (value) => (place.account = value),
    domain: (value) => (place.domain = value),
    protocol: (value) => (place.protocol = value),
    cdn: (value) => (place.cdn = isTrue(value)),
    localemu: (value) => (place.localEmulator = isTrue(value)),
  };
  for (const [name, value] of parameters) {
    const read = readers[name];
    if (read === undefined) {
      const known = Object.keys(readers).join(", ");
      throw new Refusal(`${url} has the parameter ${name}, which Pulumi doesn't know: ${known}.`);
    }
    read(value);
  }
  if (!place.account) {
    throw new Refusal(
      `${url} doesn't say which storage account: add ?storage_account=<name>, or set AZURE_STORAGE_ACCOUNT.`,
    );
  }
  if (place.protocol !== "https" && place.protocol !== "http") {
    throw new Refusal(`${url} asks for the protocol ${place.protocol}; it is http or https.`);
  }
  return place;
}

function serviceUrl({ account, domain, protocol, cdn, localEmulator }: BlobPlace): string {
  if (localEmulator || /^(?:127\.0\.0\.1|localhost)/.test(domain)) {
    return `${protocol}://${domain}/${account}`;
  }
  return cdn ? `${protocol}://${domain}` : `${protocol}://${account}.${domain}`;
}

function connectionString(environment: NodeJS.ProcessEnv): string {
  return (
    environment["AZURE_STORAGE_CONNECTION_STRING"] ||
    environment["AZURE_STORAGEBLOB_CONNECTIONSTRING"] ||
    ""
  );
}

/** What Go's `strconv.ParseBool` takes for true. */
function isTrue(text = ""): boolean {
  return ["1", "t", "T", "true", "TRUE", "True"].includes(text);
}
