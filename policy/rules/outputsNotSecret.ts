import { NotKnown, read, readList, unknownValue } from "../known";
import { rule } from "../rule";
import { isSecretName, secretShape } from "../secretWords";
import { types } from "../types";

/** Marks of a value that the engine keeps secret: as a state file writes it, and as `preview --json` shows it. */
const secretSignature = "4dabf18193072939515e22adb298388d";
const shownSecret = "[secret]";

/**
 * CrossGuard hands over outputs without the marks of their secrets, so that every output that looks like one must
 * be allowed by name; in the state and in a preview's report the marks are seen, and a marked output passes.
 */
export const outputsNotSecret = rule({
  name: "outputs-not-secret",
  description: "No output of the stack carries a secret that isn't marked as one.",
  protects: "Secrets: outputs are printed, and read by every stack that refers to this one.",
  group: "platform",
  severity: "critical",
  remediationSteps:
    "Leave the output out and read the secret from Key Vault, or mark it with pulumi.secret and allow its name.",
  url: "https://www.pulumi.com/docs/iac/concepts/secrets/",
  whenUnknown: "judgedLater",
  waivable: false,
  settings: {
    allowed: {
      type: "array",
      items: { type: "string" },
      default: [] as string[],
      description: "Outputs that carry a secret and are marked so.",
    },
  },
  inStack: (stack, about, { allowed }) => {
    for (const resource of stack.ofType(types.stack)) {
      about(resource, (findings) => {
        if (read(resource.props) === unknownValue) throw new NotKnown("the outputs of the stack");
        for (const key of keysOf(resource.props)) {
          if (allowed.includes(key)) continue;
          for (const [path, text] of textsOf(read(resource.props, key), key)) {
            const shape = secretShape(text);
            const named = isSecretName(path.split(".").at(-1) ?? "");
            if (shape === undefined && !named) continue;
            findings.breach(
              `Output ${path} ${shape === undefined ? "is called a secret" : `looks like ${shape}`} and isn't marked ` +
                `as one; it must stay in Key Vault.`,
            );
          }
        }
      });
    }
  },
});

function keysOf(group: unknown): string[] {
  return typeof group === "object" && group !== null ? Object.keys(group) : [];
}

/** Every text in an output with its path; what is marked as a secret or isn't known yet is left out. */
function textsOf(value: unknown, path: string): [string, string][] {
  if (value === unknownValue || value === shownSecret) return [];
  if (typeof value === "string") return value === "" ? [] : [[path, value]];
  if (Array.isArray(value)) return readList(value).flatMap((one) => textsOf(one, path));
  const keys = keysOf(value);
  if (keys.includes(secretSignature)) return [];
  return keys.flatMap((key) => textsOf(read(value, key), `${path}.${key}`));
}
