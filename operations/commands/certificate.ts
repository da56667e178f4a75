import { InvalidArgumentError, type Command } from "commander";
import type { CertificateOptions } from "../certificate/certificateCommands";

/** Days before its end from which a certificate is renewed: what Let's Encrypt asks for of its 90 days. @see https://letsencrypt.org/docs/integration-guide/#when-to-renew */
const defaultDays = 30;
const defaultDnsPort = 8053;

/** Adds `ftl certificate issue|renew|status <stack>`. @param done Told the exit code. */
export function addCertificateCommand(program: Command, done: (exitCode: number) => void): void {
  const certificate = program
    .command("certificate")
    .description(
      "obtains and renews the certificates in the stack's Key Vault, and shows all of its apps'",
    );
  const descriptions = {
    issue: "obtains each certificate that is not there, or does not serve its hostname",
    renew: "the same, and also each one that is about to expire",
  };
  for (const name of ["issue", "renew"] as const) {
    common(certificate.command(name).description(descriptions[name]))
      .option("--directory <url>", "ACME directory (default: Let's Encrypt)")
      .option("--directory-ca <file>", "certificates (PEM) to trust when calling the directory")
      .option(
        "--dns-port <number>",
        "port of the local cloud's DNS, for --local --directory",
        wholeNumber,
        defaultDnsPort,
      )
      .action(async (stack: string, options: CertificateOptions) => {
        done(await work().obtainCertificates(name, stack, options));
      });
  }
  common(
    certificate
      .command("status")
      .description(
        "shows each certificate, from whom it is and how long it lasts; managed ones as the apps serve them",
      ),
  ).action(async (stack: string, options: CertificateOptions) => {
    done(await work().showCertificates(stack, options));
  });
}

function common(command: Command): Command {
  return command
    .argument("<stack>", "stg, prd")
    .option("--local", "on the local cloud")
    .option("--json", "for machines")
    .option("--name <hostname...>", "these hostnames only")
    .option(
      "--days <number>",
      "days before its end from which a certificate in the vault is due",
      wholeNumber,
      defaultDays,
    );
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** ACME, Azure and the settings take over a second to load: no other command should wait for them. */
function work() {
  return require("../certificate/certificateCommands") as typeof import("../certificate/certificateCommands");
}
