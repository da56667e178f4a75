/** What a container's process asks the process that started it. */
export type Question =
  | { readonly reach: { readonly host: string; readonly port: number } }
  | { readonly lookup: { readonly host: string } };

/** What it is told. */
export interface Answer {
  /** Port of 127.0.0.1 that a connection leads to. */
  readonly port?: number;
  /** How the connection fails, as Node.js names it. */
  readonly code?: string;
  /** Addresses of a name, IPv4 first; empty for a name that has none and leads somewhere; absent for an unknown one. */
  readonly addresses?: readonly string[];
}

/** What a container's process sends. */
export type ContainerMessage =
  | { readonly id: number; readonly question: Question }
  | { readonly listening: { readonly port: number; readonly loopbackPort: number } }
  | { readonly closed: { readonly port: number } };
