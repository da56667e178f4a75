import { cookieDomain } from "../../../settings/platformUrls";
import { type Check, fail, pass } from "../check";
import { deployAgain } from "../mends";
import { setCookies } from "../session";
import type { VerifyContext } from "../verifyContext";

/** `session cookies`: attributes with which browsers send them from another site's page. */
export function cookieChecks(context: VerifyContext): Check[] {
  return [
    {
      name: "session cookies",
      about:
        "the session's cookies come back from a page of another site, and no script reads them",
      run: async () => {
        const { request, headers } = await setCookies(context);
        const domain = cookieDomain(context.target.settings);
        const wrong = headers.flatMap((header) => {
          const { name, faults } = judgeCookie(header, domain);
          return faults.length === 0 ? [] : `${name}: ${faults.join(", ")}`;
        });
        const names = headers.map((header) => judgeCookie(header, domain).name).join(", ");
        if (wrong.length === 0) return pass(`${names} for ${domain}, by ${request}`);
        return fail(
          `${wrong.join("; ")}, by ${request}`,
          `COOKIE_DOMAIN of api is to be ${domain}; api itself sets the other attributes. ${deployAgain(context.target)}`,
        );
      },
    },
  ];
}

/** What a `Set-Cookie` header lacks. Its value is not looked at. */
export function judgeCookie(
  header: string,
  domain: string,
): { readonly name: string; readonly faults: readonly string[] } {
  const [pair = "", ...rest] = header.split(";");
  const attributes = new Map(
    rest.map((one) => {
      const [name = "", value = ""] = one.trim().split(/=(.*)/s, 2);
      return [name.toLowerCase(), value] as const;
    }),
  );
  const faults: string[] = [];
  const expect = (attribute: string, wanted: string, isRight: boolean) => {
    if (!isRight) faults.push(`${attribute} is ${found(attributes, attribute)}, wanted ${wanted}`);
  };
  const sent = attributes.get("domain")?.toLowerCase();
  // The dot before it means nothing (RFC 6265 §5.2.3).
  expect("Domain", domain, sent?.replace(/^\./, "") === domain.replace(/^\./, ""));
  expect("Path", "/", attributes.get("path") === "/");
  expect("SameSite", "None", attributes.get("samesite")?.toLowerCase() === "none");
  for (const flag of ["HttpOnly", "Secure", "Partitioned"]) {
    if (!attributes.has(flag.toLowerCase())) faults.push(`${flag} is missing`);
  }
  return { name: pair.split("=")[0]!.trim(), faults };
}

function found(attributes: ReadonlyMap<string, string>, attribute: string): string {
  return attributes.get(attribute.toLowerCase()) ?? "missing";
}
