/** What the gateway answers by itself, and not as a proxy: JSON, for commands of other processes. */

/** What is still on its way up, as a list of names. */
export const pendingPath = "/pending";
/** What could not be brought up and why, as a list of lines. */
export const problemsPath = "/problems";
/** The PostgreSQL servers, with where they listen: `PostgresServerState`s. */
export const databasesPath = "/databases";
