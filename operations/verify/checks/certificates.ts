import { type Check, fail, Inconclusive, inconclusive, pass, type Verdict } from "../check";
import type { Hostname } from "../hostnames";
import { type CertificateJudgement, judgeCertificate } from "../judgeCertificate";
import { deployAgain, localFlag } from "../mends";
import { HandshakeCut, type Presented } from "../tlsClient";
import type { VerifyContext } from "../verifyContext";

/**
 * Fewest days that a certificate is to have left. Whoever renews it begins earlier: Let's Encrypt's after 60 of 90 days,
 * those of Container Apps 45 days before their end.
 *
 * @see https://letsencrypt.org/docs/integration-guide/#when-to-renew
 * @see https://learn.microsoft.com/azure/container-apps/custom-domains-managed-certificates
 */
const fewestDays = 14;

/** `certificate <name>`: what clients get. A name of another zone that nobody has announced is served by no site. */
export function certificateChecks(context: VerifyContext): Check[] {
  return context.hostnames
    .filter(({ role, isServed }) => role !== "frontend" || isServed)
    .map((hostname) => ({
      name: `certificate ${hostname.name}`,
      about: hostname.isServed
        ? "clients get a certificate for the name that they trust, and that lasts"
        : "the app shows no certificate for the name before the phase bind",
      run: () => certificateVerdict(context, hostname),
    }));
}

/**
 * `origin certificate <name>`: what the edge gets, for names that it stands before, now or once they are live. The edge
 * takes Cloudflare's Origin CA besides the public authorities.
 *
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/
 */
export function originCertificateChecks(context: VerifyContext): Check[] {
  return context.hostnames
    .filter((one) => one.willBeProxied && one.isServed && one.record === "declared")
    .map((hostname) => ({
      name: `origin certificate ${hostname.name}`,
      about: "the origin shows a certificate that the edge takes (Full, strict)",
      run: () => atOrigin(context, hostname),
    }));
}

/** What `certificate <name>` comes to. */
export function certificateVerdict(context: VerifyContext, hostname: Hostname): Promise<Verdict> {
  return context.verdict(`certificate ${hostname.name}`, () =>
    hostname.isServed ? served(context, hostname) : notServedYet(context, hostname),
  );
}

async function served(context: VerifyContext, hostname: Hostname): Promise<Verdict> {
  const { name } = hostname;
  const { outcome } = await context.nameVerdict(hostname);
  if (outcome !== "pass") {
    throw new Inconclusive(`see ${hostname.record === "declared" ? "dns" : "handover"} ${name}`);
  }
  const found = await certificatesOrCut(context, name, name);
  if (found === undefined) {
    return fail(`no certificate is served for ${name}`, mendOf(context, hostname));
  }
  const judgement = judged(context, name, found);
  if (judgement.faults.length > 0) return fail(wordsOf(judgement), mendOf(context, hostname));
  return judgement.daysLeft < fewestDays
    ? fail(`${wordsOf(judgement)}; wanted at least ${fewestDays}`, mendOf(context, hostname))
    : pass(wordsOf(judgement));
}

async function notServedYet(context: VerifyContext, { name, target }: Hostname): Promise<Verdict> {
  const found = await certificatesOrCut(context, target, name);
  if (found === undefined) return pass("not served yet, as phase provision says");
  const judgement = judged(context, name, found);
  return fail(
    `served already in phase provision: ${wordsOf(judgement)}`,
    deployAgain(context.target),
  );
}

async function atOrigin(context: VerifyContext, hostname: Hostname): Promise<Verdict> {
  const { name, target, isProxied } = hostname;
  const found = await certificatesOrCut(context, target, name);
  if (found === undefined) {
    return isProxied
      ? fail(
          `${target} shows none for ${name}${await edgeWords(context, hostname)}`,
          mendOf(context, hostname),
        )
      : inconclusive(`see certificate ${name}, which is the origin's as long as it is DNS-only`);
  }
  const judgement = judged(context, name, found);
  const wrong = judgement.faults.filter((fault) => !isOriginCa(fault, judgement, hostname));
  const isShort = judgement.daysLeft < fewestDays;
  if (wrong.length === 0 && !isShort) return pass(wordsOf({ ...judgement, faults: [] }));
  // Clients get the very same one.
  if (!isProxied) return inconclusive(`see certificate ${name}, which is the origin's too`);
  if (wrong.length === 0) {
    return fail(
      `${wordsOf({ ...judgement, faults: [] })}; wanted at least ${fewestDays}`,
      mendOf(context, hostname),
    );
  }
  const saw = wordsOf({ ...judgement, faults: wrong });
  return fail(`${saw}${await edgeWords(context, hostname)}`, mendOf(context, hostname));
}

/** Cloudflare's Origin CA, which nobody but the edge trusts. @see https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/ */
function isOriginCa(fault: string, { issuer }: CertificateJudgement, hostname: Hostname): boolean {
  const isFromCloudflare = /cloudflare/i.test(issuer);
  return hostname.certificate === "origin" && isFromCloudflare && fault.startsWith("not trusted");
}

/** What clients have of it. */
async function edgeWords(context: VerifyContext, { name, isProxied }: Hostname): Promise<string> {
  if (!isProxied) return "";
  try {
    const { status } = await context.health(name);
    return `; the edge answers ${status}`;
  } catch (error) {
    const [, status] = /the edge answers (\d{3})/.exec((error as Error).message) ?? [];
    return status === undefined
      ? `; the edge answers 526 when it sees it, and couldn't be asked now`
      : `; the edge answers ${status}`;
  }
}

/** @returns undefined when the handshake is cut, as by an app that has no certificate for the name. */
async function certificatesOrCut(
  context: VerifyContext,
  host: string,
  servername: string,
): Promise<Presented | undefined> {
  try {
    return await context.certificates(host, servername);
  } catch (error) {
    if (!(error instanceof HandshakeCut)) throw error;
    // A firewall on the way cuts handshakes too: the app's own name tells the two apart.
    const { role } = context.hostnames.find(({ name }) => name === servername)!;
    const { target } = context.of(role)[0]!;
    try {
      await context.certificates(target, target);
    } catch {
      throw new Inconclusive(`${target} can't be reached either: ${error.message}`);
    }
    return undefined;
  }
}

function judged(context: VerifyContext, hostname: string, found: Presented): CertificateJudgement {
  const { vantage } = context.target;
  return judgeCertificate(found, { hostname, now: vantage.now(), roots: vantage.roots });
}

function wordsOf({ issuer, daysLeft, isExpired, faults }: CertificateJudgement): string {
  const left = isExpired ? [] : [`${daysLeft} days left`];
  return [`from ${issuer}`, ...faults, ...left].join(", ");
}

function mendOf(context: VerifyContext, { certificate, role, isProxied }: Hostname): string {
  const { stack } = context.target;
  const flag = localFlag(context.target);
  if (role === "frontend") {
    return `Look at the site's custom domains, and deploy ${stack} again: Azure makes the certificate itself.`;
  }
  if (certificate === "managed") {
    return isProxied
      ? "A managed certificate is not renewed behind the proxy: set certificate: keyvault, or phase: bind on the name until it is."
      : `npx ftl certificate status ${stack}${flag} says how it stands; deploy ${stack} again.`;
  }
  return `npx ftl certificate renew ${stack}${flag}: the environment takes the new one up within twelve hours. Where the name has none yet, deploy ${stack}.`;
}
