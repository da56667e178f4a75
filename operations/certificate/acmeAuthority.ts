import https from "node:https";
import acme from "acme-client";
import { answering, type Patience } from "./challenge";
import type { CertificateAuthority, CertificateVault, DnsZone } from "./places";

/** Let's Encrypt, whose certificates every browser trusts. */
export const letsEncryptUrl: string = acme.directory.letsencrypt.production;

/** Secret that holds the key of the account with the authority. */
export const accountKeySecret = "acme-account-key";

/** What an ACME authority is asked with. */
export interface AcmeOptions {
  readonly directoryUrl: string;
  /** Certificates, PEM, to trust beside the usual ones when the directory is called: for an authority of tests. */
  readonly directoryCa?: string | undefined;
  /** Zone in which the challenges are answered. */
  readonly zone: DnsZone;
  /** E-mail address of whoever answers for the account. */
  readonly contact: string;
  /** Keeps the account's key. */
  readonly vault: Pick<CertificateVault, "secret" | "setSecret">;
  readonly say: (line: string) => void;
  /** @default three minutes, looking every two seconds */
  readonly patience?: Patience;
}

/**
 * An authority that issues by ACME (RFC 8555), to whoever answers its challenge in DNS: that works for a name which
 * is proxied, or leads nowhere yet.
 *
 * The account is made by the first call. Its key stays in the vault, so that all who renew are one customer of the
 * authority, with one set of rate limits (https://letsencrypt.org/docs/rate-limits/).
 *
 * @throws Error when the directory can't be called, or refuses the account.
 */
export async function acmeAuthority(options: AcmeOptions): Promise<CertificateAuthority> {
  const { directoryUrl, zone, say, patience = { timeoutMs: 180_000, pollMs: 2_000 } } = options;
  const agent = new https.Agent(options.directoryCa ? { ca: options.directoryCa } : {});
  // The client has one HTTP agent for all directories, and tries again for over a minute unless told otherwise.
  Object.assign(acme.axios.defaults, {
    httpsAgent: agent,
    acmeSettings: { retryMaxAttempts: 3, retryDefaultDelay: 2 },
  });
  await reach(directoryUrl, agent);
  const client = new acme.Client({
    directoryUrl,
    accountKey: await accountKey(options.vault),
    backoffMin: 1_000,
    backoffMax: 10_000,
    backoffAttempts: 20,
  });
  // The client updates an account that is there already, and a server may refuse an update of nothing.
  await client.createAccount({
    termsOfServiceAgreed: true,
    contact: [`mailto:${options.contact}`],
  });
  return {
    name: new URL(directoryUrl).host,
    sign: async (hostname, csr) => {
      const order = await client.createOrder({ identifiers: [{ type: "dns", value: hostname }] });
      for (const authorization of await client.getAuthorizations(order)) {
        if (authorization.status === "valid") continue;
        const challenge = authorization.challenges.find(({ type }) => type === "dns-01");
        if (challenge === undefined) throw new Error(`${directoryUrl} offers no dns-01 challenge`);
        const text = await client.getChallengeKeyAuthorization(challenge);
        const validate = async () => {
          await client.completeChallenge(challenge);
          await client.waitForValidStatus(challenge);
        };
        await answering(zone, hostname, text, validate, patience, say);
      }
      await client.finalizeOrder(order, csr);
      return client.getCertificate(order);
    },
  };
}

/** Calls the directory once: the client tells of a call that fails for ever only that something is undefined. */
function reach(directoryUrl: string, agent: https.Agent): Promise<void> {
  // An ACME client says who it is (RFC 8555 §6.1).
  const headers = { "user-agent": "ftl-infra" };
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => reject(new Error(`${directoryUrl} can't be used: ${why}`));
    https
      .get(directoryUrl, { agent, headers, timeout: 10_000 }, (response) => {
        response.resume();
        if (response.statusCode === 200) resolve();
        else refuse(`it answers ${response.statusCode}`);
      })
      .once("timeout", () => refuse("it does not answer within 10 s"))
      .once("error", (error) => refuse(error.message));
  });
}

async function accountKey(vault: AcmeOptions["vault"]): Promise<string> {
  const kept = await vault.secret(accountKeySecret);
  if (kept !== undefined) return kept;
  const made = (await acme.crypto.createPrivateEcdsaKey()).toString();
  await vault.setSecret(accountKeySecret, made);
  return made;
}
