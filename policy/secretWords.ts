/** Names of variables that hold a secret, or a connection string with one in it. */
const secretNames =
  /(?:^|_)(?:PASSWORD|PASSWD|PWD|PASS|SECRET|TOKEN|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|ACCOUNT_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|CONNECTION_?STRING|CONN_?STR|SAS|DSN|(?:DATABASE|DB|POSTGRES|PG|REDIS|MONGO|AMQP)_?UR[LI])(?:$|_)/i;

/** Names that look like one of them and hold none. */
const plainNames =
  /(?:_TTL|_SEC|_SECONDS|_MINUTES|_DAYS|_LENGTH|_EXPIRY|_EXPIRES_IN|_NAME|_HEADER|_ISSUER)$/i;

/** What credentials look like, whatever they are called. */
const secretShapes: readonly (readonly [string, RegExp])[] = [
  ["a URL with a password", /:\/\/[^/\s:@]*:[^/\s@]+@/],
  [
    "a connection string with a key",
    /(?:AccountKey|SharedAccessKey|SharedAccessSignature|InstrumentationKey|Password|Pwd|AccessKey)\s*=\s*[^;\s]+/i,
  ],
  ["a shared access signature", /[?&]sig=[A-Za-z0-9%+/=]{16,}/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a JSON web token", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/],
  [
    "an API token",
    /\b(?:ghp|gho|ghs|github_pat|sk_live|sk_test|xox[abprs]|glpat|npm)[-_][\w-]{16,}/,
  ],
];

/** Whether the name of a variable says that it holds a secret. */
export function isSecretName(name: string): boolean {
  return secretNames.test(name) && !plainNames.test(name);
}

/** What kind of secret a text is, if it looks like one. */
export function secretShape(text: string): string | undefined {
  return secretShapes.find(([, pattern]) => pattern.test(text))?.[0];
}
