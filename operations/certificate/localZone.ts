import type { LocalCloud } from "../../local-cloud";
import type { DnsZone } from "./places";

/** A zone of the local account, whose answers the local cloud's DNS gives. */
export function localZone(cloud: LocalCloud, name: string): DnsZone {
  const { id } = cloud.cloudflare.findZone(name)!;
  return {
    addTxt: async (recordName, text) => {
      const record = { type: "TXT", name: recordName, content: `"${text}"`, ttl: 60 };
      return (await cloud.cloudflare.createRecord(id, record)).id;
    },
    remove: (recordId) => cloud.cloudflare.deleteRecord(id, recordId),
    servers: async () => [`127.0.0.1:${cloud.listeningDns!.port}`],
  };
}
