import fs from "node:fs";
import path from "node:path";

/** A migration on disk. */
export interface Migration {
  readonly version: number;
  /** `00024_positions.up.sql`. */
  readonly file: string;
  /** What it does; several statements. */
  readonly sql: string;
  /** Tables that it creates. */
  readonly tables: readonly string[];
}

/**
 * The migrations of a folder, `NNNNN_name.up.sql`, the oldest first.
 *
 * @throws Error when a file has another name, or two have one version.
 */
export function readMigrations(folder: string): Migration[] {
  const migrations = fs
    .readdirSync(folder)
    .map((file): Migration => {
      const version = Number(/^(\d{5})_[a-z0-9_]+\.up\.sql$/.exec(file)?.[1]);
      if (Number.isNaN(version)) throw new Error(`${file} is not named NNNNN_name.up.sql`);
      const sql = fs.readFileSync(path.join(folder, file), "utf8");
      const tables = [...sql.matchAll(/^CREATE TABLE (\w+)/gm)].map(([, table]) => table!);
      return { version, file, sql, tables };
    })
    .toSorted((one, other) => one.version - other.version);
  const twice = migrations.find(({ version }, index) => migrations[index + 1]?.version === version);
  if (twice !== undefined) throw new Error(`Two migrations have version ${twice.version}`);
  return migrations;
}

/**
 * Why a database can't be migrated from where its counter stands; undefined when it can.
 *
 * @param counter Its `schema_migrations` row; undefined while there is none.
 * @param tables Tables that are there.
 * @see https://github.com/golang-migrate/migrate/blob/master/MIGRATIONS.md
 */
export function obstacle(
  migrations: readonly Migration[],
  counter: { readonly version: number; readonly dirty: boolean } | undefined,
  tables: readonly string[],
): string | undefined {
  const version = counter?.version ?? 0;
  if (counter?.dirty) {
    return `Dirty database version ${version}: a migration ended half-way. Mend the schema, then set dirty to false.`;
  }
  const live = migrations
    .filter((migration) => migration.version > version)
    .filter((migration) => migration.tables.some((table) => tables.includes(table)));
  const [first] = live;
  if (first === undefined) return undefined;
  const found = first.tables.filter((table) => tables.includes(table)).join(", ");
  return (
    `schema_migrations.version drifted: it says ${version}, and ${found} of ${first.file} is there already. ` +
    `Confirm for each migration from ${version + 1} on what is live, apply what is missing, then set the version to it.`
  );
}
