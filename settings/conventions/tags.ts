/**
 * Tags of every Azure resource: the stack's own, and the three by which a bill or an orphan is traced back to
 * its program. The program's win over a setting of the same name.
 */
export function resourceTags(
  own: Readonly<Record<string, string>>,
  stack: string,
): Record<string, string> {
  return { ...own, project: "ftl", stack, "managed-by": "pulumi" };
}

/** Tag by which an Azure Cache for Redis says that its tenant may still create one. The policy asks for it. */
export const tenantMayCreateClassicTag = "ftl-tenant-may-create-classic";
