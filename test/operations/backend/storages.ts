import type { BackendStorage } from "../../../operations/backend/backendStorage";

/** A storage in memory, for tests of what is kept in one. */
export class StorageInMemory implements BackendStorage {
  readonly url = "memory://";
  readonly objects = new Map<string, string>();

  async list(prefix: string): Promise<string[]> {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async read(key: string): Promise<string | undefined> {
    return this.objects.get(key);
  }

  async write(key: string, text: string): Promise<void> {
    this.objects.set(key, text);
  }

  async writeNew(key: string, text: string): Promise<boolean> {
    if (this.objects.has(key)) return false;
    this.objects.set(key, text);
    return true;
  }

  async remove(key: string): Promise<void> {
    this.objects.delete(key);
  }
}
