/** One DNS record as a resolver outside would see it. */
export interface DnsAnswer {
  readonly name: string;
  readonly type: "A" | "AAAA" | "CNAME" | "TXT" | "CAA" | "MX" | "NS";
  /** Seconds. */
  readonly ttl: number;
  /** Address, target without trailing dot, text without quotes, or `0 issue "digicert.com"`. */
  readonly content: string;
  /** Of an MX record: lower is tried first. */
  readonly priority?: number;
}

/** Public DNS, as the zones of the local cloud make it. */
export interface DnsView {
  /** Answers for one name and type, a proxied name's edge addresses included; empty when there are none. */
  resolve(name: string, type: DnsAnswer["type"]): DnsAnswer[];
}
