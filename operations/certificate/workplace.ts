import fs from "node:fs";
import type { Settings } from "../../settings";
import type { Workplace } from "./obtain";
import type { CertificateAuthority, Origins } from "./places";

/** What a person said of where and from whom to obtain certificates. */
export interface WorkplaceOptions {
  readonly stack: string;
  readonly settings: Settings;
  /** ACME directory. @default Let's Encrypt; on the local cloud its own authority, without ACME */
  readonly directory?: string | undefined;
  /** File of certificates to trust when the directory is called. */
  readonly directoryCa?: string | undefined;
  /** Port on which the local cloud's DNS answers for an ACME directory. */
  readonly dnsPort: number;
  readonly say: (line: string) => void;
}

/** A workplace that is to be closed after use, with the apps that serve the certificates. */
export type OpenWorkplace = Workplace & {
  readonly origins: Origins;
  close(): Promise<void>;
};

/** What the file of {@link WorkplaceOptions.directoryCa} says. */
export function trusted({
  directoryCa,
}: Pick<WorkplaceOptions, "directoryCa">): string | undefined {
  return directoryCa === undefined ? undefined : fs.readFileSync(directoryCa, "utf8");
}

/** One authority a kind: an ACME account is opened once, however many names there are. */
export function once(open: Workplace["authority"]): Workplace["authority"] {
  const opened = new Map<string, Promise<CertificateAuthority>>();
  return (kind) => {
    const authority = opened.get(kind) ?? open(kind);
    opened.set(kind, authority);
    return authority;
  };
}
