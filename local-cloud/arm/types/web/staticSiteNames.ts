import type { ArmCloud } from "../../armCloud";

export const siteType = "Microsoft.Web/staticSites";
export const customDomainType = `${siteType}/customDomains`;

const adjectives = ["happy", "witty", "lemon", "wonderful", "red", "blue", "agreeable", "green"];
const nouns = ["beach", "wave", "bush", "sea", "coast", "bay", "smoke", "field"];

/**
 * The generated name of a new site: two words, nine hexadecimal digits and the number of the platform's part that
 * the site is in, as in `witty-beach-0bbf51703.1.azurestaticapps.net`.
 *
 * @see https://github.com/Azure/static-web-apps/issues/911
 */
export function generatedHostname(cloud: ArmCloud, seed: string): string {
  const digits = cloud.guid(`${seed}:hostname`).replaceAll("-", "");
  const pick = (words: readonly string[], digit: number) =>
    words[Number.parseInt(digits.charAt(digit), 16) % words.length]!;
  const part = 1 + (Number.parseInt(digits.charAt(2), 16) % 7);
  return `${pick(adjectives, 0)}-${pick(nouns, 1)}-0${digits.slice(3, 11)}.${part}.azurestaticapps.net`;
}
