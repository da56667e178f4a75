import type { ArmCloud } from "../../arm/armCloud";
import { textAt } from "../../arm/body";
import type { StoredResource } from "../../arm/resourceType";
import { serverType } from "../../arm/types/postgresql/restore";

/** What the state says about a server, as far as its PostgreSQL is concerned. */
export interface DeclaredServer {
  readonly resource: StoredResource;
  readonly name: string;
  readonly host: string;
  readonly majorVersion: number;
  /** undefined where nobody may sign in with a password. */
  readonly administrator: { readonly login: string; readonly password: string } | undefined;
  readonly databases: readonly DeclaredDatabase[];
  /** Server parameters that were ever set, by name. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly requiresTls: boolean;
  /** The server and the moment (by the cloud's clock) that it is restored from. */
  readonly restore: { readonly sourceId: string; readonly moment: Date } | undefined;
}

export interface DeclaredDatabase {
  readonly name: string;
  readonly charset: string;
  readonly collation: string;
}

export const hostSuffix = ".postgres.database.azure.com";

/** All of the state's servers. */
export function declaredServers(cloud: ArmCloud): DeclaredServer[] {
  return cloud.list(serverType).map((resource) => declaredServer(cloud, resource));
}

function declaredServer(cloud: ArmCloud, resource: StoredResource): DeclaredServer {
  const says = (path: string) => textAt(resource.desired, `properties.${path}`);
  const login = says("administratorLogin");
  const password = says("administratorLoginPassword");
  const takesPasswords = says("authConfig.passwordAuth") !== "Disabled";
  const parameters = new Map(
    cloud
      .list(`${serverType}/configurations`, resource.id)
      .map(({ name, desired }) => [name, textAt(desired, "properties.value") ?? ""]),
  );
  return {
    resource,
    name: resource.name,
    host: `${resource.name}${hostSuffix}`.toLowerCase(),
    majorVersion: Number(says("version")),
    administrator:
      takesPasswords && login !== undefined && password !== undefined
        ? { login, password }
        : undefined,
    databases: cloud.list(`${serverType}/databases`, resource.id).map(({ name, desired }) => ({
      name,
      charset: textAt(desired, "properties.charset") ?? "UTF8",
      collation: textAt(desired, "properties.collation") ?? "en_US.utf8",
    })),
    parameters,
    requiresTls: parameters.get("require_secure_transport")?.toLowerCase() !== "off",
    restore:
      says("createMode") === "PointInTimeRestore"
        ? {
            sourceId: says("sourceServerResourceId") ?? "",
            moment: new Date(says("pointInTimeUTC") ?? ""),
          }
        : undefined,
  };
}
