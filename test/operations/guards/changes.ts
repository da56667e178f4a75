import type { Change, Operation } from "../../../operations/changes/change";
import { isStateful } from "../../../policy/statefulTypes";
import { types } from "../../../policy/types";

/** Inputs of a record, as far as a test says. */
export type RecordInputs = Readonly<Record<string, unknown>>;

/** What happens to a resource of prd. */
export function changeOf(
  operation: Operation,
  type: string,
  name: string,
  sides: Partial<Pick<Change, "before" | "after" | "properties">> = {},
): Change {
  return {
    operation,
    urn: `urn:pulumi:prd::ftl::${type}::${name}`,
    type,
    name,
    stateful: isStateful(type),
    properties: [],
    before: undefined,
    after: undefined,
    ...sides,
  };
}

/** A CNAME of a hostname, DNS-only. */
export function cname(name: string, more: RecordInputs = {}): RecordInputs {
  return {
    zoneId: "z",
    type: "CNAME",
    name,
    content: "app.azure.example",
    proxied: false,
    ttl: 300,
    ...more,
  };
}

/** What happens to one record, by the name that it has. */
export const record = {
  create: (after: RecordInputs) => ofRecord("create", undefined, after),
  update: (before: RecordInputs, more: RecordInputs) =>
    ofRecord("update", before, { ...before, ...more }),
  replace: (before: RecordInputs, more: RecordInputs) =>
    ofRecord("replace", before, { ...before, ...more }),
  delete: (before: RecordInputs) => ofRecord("delete", before, undefined),
  import: (after: RecordInputs) => ofRecord("import", undefined, after),
  read: (after: RecordInputs) => ofRecord("read", undefined, after),
};

function ofRecord(
  operation: Operation,
  before: RecordInputs | undefined,
  after: RecordInputs | undefined,
): Change {
  const { type, name } = (before ?? after)!;
  return changeOf(operation, types.dnsRecord, `${String(name)}-${String(type).toLowerCase()}`, {
    before,
    after,
  });
}
