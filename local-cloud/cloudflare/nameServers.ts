/** The name servers that Cloudflare has given to the account, the primary one first. */
export const nameServers: readonly string[] = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"];
