import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import { type ContainerClient, RestError } from "@azure/storage-blob";
import { Refusal } from "../refusal";
import type { BackendStorage } from "./backendStorage";

/** Exit code of a command that can't tell. */
const cannotTell = 2;
/** Name of the metadata by which a writer knows its own object again. */
const writerKey = "ftlwriter";

/** A container of a storage account, or what is below a prefix in it. */
export class BlobStorage implements BackendStorage {
  readonly url: string;
  private readonly container: ContainerClient;
  /** Empty, or ends with `/`. */
  private readonly prefix: string;

  constructor(url: string, container: ContainerClient, prefix: string) {
    this.url = url;
    this.container = container;
    this.prefix = prefix;
  }

  list(prefix: string): Promise<string[]> {
    return this.asking(async () => {
      const keys: string[] = [];
      for await (const { name } of this.container.listBlobsFlat({ prefix: this.prefix + prefix })) {
        keys.push(name.slice(this.prefix.length));
      }
      return keys.sort();
    });
  }

  read(key: string): Promise<string | undefined> {
    return this.asking(async () => {
      try {
        const { readableStreamBody } = await this.blob(key).download();
        return await text(readableStreamBody!);
      } catch (error) {
        if (codeOf(error) === "BlobNotFound") return undefined;
        throw error;
      }
    });
  }

  write(key: string, content: string): Promise<void> {
    return this.asking(async () => {
      await this.blob(key).upload(content, Buffer.byteLength(content), jsonText);
    });
  }

  /**
   * With `If-None-Match: *` the service answers 409 `BlobAlreadyExists` when there is one.
   *
   * @see https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations
   */
  writeNew(key: string, content: string): Promise<boolean> {
    return this.asking(async () => {
      const writer = randomUUID();
      try {
        await this.blob(key).upload(content, Buffer.byteLength(content), {
          ...jsonText,
          conditions: { ifNoneMatch: "*" },
          metadata: { [writerKey]: writer },
        });
        return true;
      } catch (error) {
        if (codeOf(error) !== "BlobAlreadyExists") throw error;
        // The client tries again when an answer is lost: what is there may be what this call has written.
        const { metadata = {} } = await this.blob(key).getProperties();
        return metadata[writerKey] === writer;
      }
    });
  }

  remove(key: string): Promise<void> {
    return this.asking(async () => {
      await this.blob(key).deleteIfExists();
    });
  }

  private blob(key: string) {
    return this.container.getBlockBlobClient(this.prefix + key);
  }

  /** @throws Refusal with the service's own code in place of its long errors, which name headers and signatures. */
  private async asking<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isSignIn(error)) {
        throw new Refusal(
          `The stacks' state in ${this.url} can't be reached: nobody is signed in to Azure. ` +
            "az login, or set AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY.",
          cannotTell,
        );
      }
      if (!(error instanceof RestError)) throw error;
      const code = codeOf(error) ?? String(error.statusCode ?? "no answer");
      throw new Refusal(
        `The stacks' state in ${this.url} can't be reached: ${code}. ${mends[code] ?? ""}`.trim(),
        cannotTell,
      );
    }
  }
}

const jsonText = { blobHTTPHeaders: { blobContentType: "application/json; charset=utf-8" } };

/**
 * What to do about an error of the service, by its code.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
 * @see https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
 */
const mends: Readonly<Record<string, string>> = {
  ContainerNotFound: "Is it the right storage account and container? Pulumi does not make it.",
  AuthenticationFailed: "AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN is not the account's.",
  AuthorizationFailure: "The storage account refuses this network or these credentials.",
  AuthorizationPermissionMismatch:
    "Whoever is signed in needs the role Storage Blob Data Contributor on the container.",
  ENOTFOUND: "There is no storage account of this name.",
  ECONNREFUSED: "Nothing listens there.",
};

/**
 * Whether no token could be had. Told by its name: the package that throws it is loaded only when it is needed.
 *
 * @see https://learn.microsoft.com/javascript/api/@azure/identity
 */
function isSignIn(error: unknown): boolean {
  const { name } = error as Error;
  return /^(?:CredentialUnavailable|(?:Aggregate)?Authentication(?:Required)?)Error$/.test(name);
}

/** The service's own code; an answer without a body has it in a header only. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof RestError)) return undefined;
  return error.code ?? error.response?.headers.get("x-ms-error-code");
}
