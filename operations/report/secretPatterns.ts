/** What stands where a secret stood. */
export const mark = "[redacted]";

/** What is replaced in any text, whatever is around it, and by what. */
export const secretPatterns: readonly (readonly [what: string, RegExp, replacement: string])[] = [
  [
    "a private key",
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
    mark,
  ],
  // Its beginning is missing where only the last lines of an output are kept.
  [
    "the end of a private key",
    /(?<![A-Za-z0-9+/=\r\n])[A-Za-z0-9+/=\r\n]*-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/g,
    mark,
  ],
  ["a JSON web token", /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w.-]*/g, mark],
  // A colon may also stand before a port. Bounded, so that no text takes quadratic time.
  ["the user of a URL", /:\/\/[^\s/:@"'<>]{0,200}:(?!\d+\/)[^\s"'<>]{0,500}@/g, `://${mark}@`],
  ["a shared access signature", /(?<=[?&])sig=[\w%+/=-]{16,}/g, mark],
  [
    "a part of a connection string",
    /(?<![\w-])(?:AccountKey|SharedAccessKey|SharedAccessSignature|InstrumentationKey|AccessKey|Password|Pwd)\s*=\s*(?:"[^"]*"|'[^']*'|[^;,\s"']+)/gi,
    mark,
  ],
  [
    "credentials of HTTP",
    /(?<!\w)(?:Bearer\s+[\w.~+/=-]{16,}|Basic\s+(?=\S*[\d=])[A-Za-z0-9+/]{8,}={0,2}(?![\w-]))/gi,
    mark,
  ],
  [
    "a webhook",
    /hooks\.slack\.com\/services\/[\w/-]+|discord(?:app)?\.com\/api\/webhooks\/[\w/-]+/gi,
    mark,
  ],
  // https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
  [
    "a token of GitHub, GitLab, npm, Slack or Stripe",
    /(?<![A-Za-z0-9])(?:gh[oprsu]|github_pat|[rs]k_live|[rs]k_test|xox[abeprs]|glpat|npm)[-_][\w.-]{16,}/g,
    mark,
  ],
  // https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/
  ["a token of Cloudflare", /(?<![A-Za-z0-9])cf(?:k|ut|at)_[A-Za-z0-9_-]{40,}/g, mark],
  // The format before 2026, which git's hashes, in small letters, don't have.
  [
    "an older token of Cloudflare",
    /(?<![\w/.:-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{40}(?![\w/.:-])/g,
    mark,
  ],
  ["a key of Cloudflare's Origin CA", /(?<![\w.])v1\.0-[0-9a-f]{16,}-[0-9a-f]{32,}/g, mark],
  // Microsoft doesn't document the form: it is the one that scanners of secrets look for.
  ["a client secret of Entra", /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,}/g, mark],
  // 32 or 64 bytes; the digests of a lock file have the same length, and say what they are.
  // https://learn.microsoft.com/purview/sit-defn-azure-redis-cache-connection-string
  [
    "a key of Azure Storage or Redis",
    /(?<![A-Za-z0-9+/=]|sha\d{3}-)(?:[A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])/g,
    mark,
  ],
  ["an access key of AWS", /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, mark],
  ["an API key of Google or OpenAI", /(?<![\w-])(?:AIza[\w-]{35}|sk-[\w-]{20,})/g, mark],
];
