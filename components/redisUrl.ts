/** Connection URL over TLS. The key is escaped: Azure's are base64, which has `/`, `+` and `=`. */
export function redisUrl(host: string, port: number, key: string): string {
  return `rediss://:${encodeURIComponent(key)}@${host}:${port}`;
}
