import type { DnsAnswer } from "../../dnsView";
import { resolveAcross } from "./answerQuery";
import { zoneOf, type Zones } from "./zones";

/** Public DNS as a client's resolver sees it, over all zones that the local cloud answers for. */
export class PublicResolver {
  private readonly zones: Zones;

  constructor(zones: Zones) {
    this.zones = zones;
  }

  /** A name's records of a type, the aliases on the way first; empty when there are none. */
  resolve(name: string, type: DnsAnswer["type"]): DnsAnswer[] {
    return resolveAcross(this.zones(), name.toLowerCase().replace(/\.$/, ""), type);
  }

  /** Addresses of a name, IPv4 first. */
  addresses(name: string): string[] {
    return (["A", "AAAA"] as const).flatMap((type) =>
      this.resolve(name, type).flatMap((answer) => (answer.type === type ? answer.content : [])),
    );
  }

  /** Whether one of the zones answers for the name, whatever it says. */
  knows(name: string): boolean {
    return zoneOf(this.zones(), name.toLowerCase()) !== undefined;
  }
}
