/** Folders of what the data plane holds, inside the local cloud's. */
export const folders = {
  /** Databases and their backups. */
  postgres: "postgres",
  /** What caches write down. */
  redis: "redis",
  /** What is deployed to static sites, and their certificates. */
  sites: "sites",
  /** What containers print. */
  logs: "logs",
} as const;

/** All of them: what a new local cloud in the same place must not find. */
export const dataPlaneFolders: readonly string[] = Object.values(folders);
