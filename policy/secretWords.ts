/** Words that call a value a secret at the end of any other: `PGPASSWORD`, `CLIENT_SECRET`. */
const endings = String.raw`PASSWORD|PASSWD|PASSPHRASE|PASSCODE|SECRET|CREDENTIAL`;

/** Words that do so on their own, between underscores. */
const words = [
  String.raw`PWD|PASS|TOKEN|CREDS|JWT|SAS|DSN|SALT|SK|BASIC_AUTH|AUTHORIZATION`,
  String.raw`(?:API|ACCESS|PRIVATE|ACCOUNT|SIGNING|ENCRYPTION|MASTER|SHARED)_?KEY`,
  String.raw`CONNECTION_?STRING|CONN_?STR`,
  String.raw`(?:DATABASE|DB|POSTGRES|PG|REDIS|MONGO|AMQP)_?UR[LI]`,
].join("|");

/** Keys that open nothing. What else ends in `_KEY` does. */
const plainKeys = String.raw`PUBLIC|PUBLISHABLE|PRIMARY|PARTITION|SORT|FOREIGN|CACHE|ROUTING|SITE|LOOKUP|GROUP`;

/** Names that hold a secret, or a connection string with one in it; in capitals and with underscores. */
const secretNames = new RegExp(
  String.raw`(?:${endings})S?(?:_|$)|(?:^|_)(?:${words})S?(?:_?\d+)?(?:_|$)|_(?<!(?:${plainKeys})_)KEYS?(?:_?\d+)?$`,
);

/** Names that speak of a secret and hold none: how long it lasts, who gives it out, what is done with it. */
const plainNames = new RegExp(
  [
    "_(?:TTL|MS|SECS?|SECONDS|MINUTES|HOURS|DAYS|LENGTH|EXPIRY|EXPIRES_IN|EXPIRATION|LIFETIME|MAX_AGE|INTERVAL|TIMEOUT)$",
    "_(?:NAME|HEADER|ISSUER|AUDIENCE|SCOPES?|ALGORITHM|ALG|POLICY|TYPE|FORMAT|VERSION|PREFIX|PROVIDER|STORE)$",
    "_(?:ENABLED|DISABLED|REQUIRED|ROTATION|COUNT|LIMIT|SIZE|ROUNDS|FILE|PATH|DIR|HOST|DOMAIN|KEY_ID|TOKEN_ID|FROM_ENV)$",
    "^PASS_(?:THROUGH|THRU)$",
  ].join("|"),
);

/** Names that hold an address, which is no secret as long as there is none in it. */
const addressNames = /(?:UR[LI]|ENDPOINT|ADDRESS|ORIGIN)S?$/;
const address = /^(?:[a-z][a-z0-9+.-]*:\/\/[\w.-]+|[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:\/[^\s?#]*)?$/i;

/** What credentials look like, whatever they are called. Bounded, so that no text takes quadratic time. */
const secretShapes: readonly (readonly [string, RegExp])[] = [
  ["a URL with a password", /:\/\/[^/\s:@]*:[^/\s@]+@/],
  ["a webhook's URL", /hooks\.slack\.com\/services\/\S|discord(?:app)?\.com\/api\/webhooks\/\S/i],
  [
    "a connection string with a key",
    /(?:AccountKey|SharedAccessKey|SharedAccessSignature|InstrumentationKey|AccessKey)\s*=\s*[^;\s]+/i,
  ],
  [
    "a connection string with a password",
    /[;,?&]\s*(?:Password|Pwd)\s*=\s*[^;\s]|\b(?:Password|Pwd)\s*=\s*[^;\s]{1,500}\s*;|\b(?:host|server|user|dbname)\s*=\S{1,500}\s(?:.{0,1000}\s)?(?:password|pwd)\s*=\s*\S/i,
  ],
  ["a shared access signature", /[?&]sig=[A-Za-z0-9%+/=]{16,}/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/],
  ["a JSON web token", /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/],
  ["credentials of HTTP", /\bBearer\s+[\w.~+/-]{16,}|\bBasic\s+[A-Za-z0-9+/]{8,}={1,2}/i],
  [
    "an API token",
    /\b(?:gh[oprsu]|github_pat|[rs]k_live|[rs]k_test|xox[abeprs]|glpat|npm)[-_][\w-]{16,}/,
  ],
  ["an API token", /\bsk-[\w-]{20,}|\bAIza[\w-]{35}|\bv1\.0-[0-9a-f]{16,}-[0-9a-f]{32,}/],
  ["an access key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
];

/** What is wrong with a value that stands in the clear, in words that follow it; nothing when it is no secret. */
export function secretSign(name: string, value: string): string | undefined {
  const shape = secretShape(value);
  if (shape !== undefined) return `looks like ${shape}`;
  if (value.split(/[\s,;"'=]+/).some(isRandom)) return "looks like a random key";
  if (!isSecretName(name) || /^(?:true|false|yes|no|on|off)$/i.test(value)) return undefined;
  if (addressNames.test(snakeCase(name)) && address.test(value)) return undefined;
  return "its name calls a secret";
}

/** Whether the name of a value says that it is a secret, in whatever spelling. */
export function isSecretName(name: string): boolean {
  const plain = snakeCase(name);
  return secretNames.test(plain) && !plainNames.test(plain);
}

/** What kind of secret a text is, if it has the form of one. Random bytes have none: an id may look like them. */
export function secretShape(text: string): string | undefined {
  return secretShapes.find(([, pattern]) => pattern.test(text))?.[0];
}

/**
 * Whether a word looks like random bytes: 256 bits or more in hexadecimal, or 24 bytes and more in base64, in which
 * capitals, small letters and digits come without order. Git's and Docker's digests are shorter or have a prefix.
 */
function isRandom(word: string): boolean {
  if (/^(?:[0-9a-f]{64}|[0-9a-f]{96,})$/i.test(word)) return true;
  if (!/^[A-Za-z0-9+/_-]{32,}$/.test(word) || /^\/|^[\da-f-]{36}$/i.test(word)) return false;
  const mixed = [/[A-Z]/, /[a-z]/, /\d/].every((kind) => kind.test(word));
  return mixed && entropy(word) >= 4.2;
}

/** Bits that each character of a text carries, by how often it comes. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => {
    const share = count / text.length;
    return bits - share * Math.log2(share);
  }, 0);
}

/** A name as variables are written: `DATABASE_PASSWORD` of `databasePassword` and `database.password`. */
function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}
