import { isBound } from "../certificates";
import { dnsName } from "../dnsNames";
import { NotKnown, read, readList, readText, unknownValue } from "../known";
import { canBeProxied } from "../records";
import { type About, rule } from "../rule";
import { bindingsOf, type StackView } from "../stackView";
import type { StackSubject } from "../subject";
import { types } from "../types";

const phases = ["provision", "bind", "live"];

/**
 * How far a name is, is what the stack's output `hostnamePhases` says, and for a name that it leaves out the output
 * `phase`. A program may have no such outputs: what always holds is that a name is proxied only once it is bound.
 *
 * Bound too late is judged by `hostnamePhases` alone, since `phase` doesn't tell which names are held back. Proxied
 * too late isn't judged: a name may be DNS-only for good, and no resource says which of them should be proxied.
 */
export const recordPhase = rule({
  name: "record-phase",
  description:
    "Records and bindings agree with the phase of the cutover: nothing bound in provision, everything from bind on, nothing proxied before live.",
  protects:
    "The cutover's order: a name that is proxied before it is bound answers with an error, and so does one that isn't bound when clients come.",
  group: "dns",
  severity: "high",
  remediationSteps: "Take the phases one after the other: provision, bind, live.",
  url: "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/",
  whenUnknown: "judgedLater",
  waivable: false,
  inStack: (stack, about) => {
    const judged = new Set<StackSubject>();
    const judgeRecords = (name: string, mayBeProxied: boolean, reason: string) => {
      for (const record of stack.recordsNamed(name).filter(canBeProxied)) {
        about(record.resource, (findings) => {
          if (mayBeProxied || (record.proxied ?? false) === false) return;
          if (judged.has(record.resource)) return;
          judged.add(record.resource);
          findings.breach(`${name} is proxied ${reason}; proxied must be false until then.`);
        });
      }
    };
    for (const name of hostnamesOf(stack, ["api", "ws", "frontend"])) {
      const phase = phaseOf(stack, name);
      if (phase === undefined || phase === "live") continue;
      judgeRecords(name, false, `in phase ${phase}, before the cutover is live`);
    }
    for (const host of stack.hosts) {
      about(host, (findings) => {
        findings.each(bindingsOf(host), (binding) => {
          const bound = isBound(binding);
          judgeRecords(binding.name, bound, "before it is bound");
          if (!bound || phaseOf(stack, binding.name) !== "provision") return;
          findings.breach(
            `${binding.name} is bound in phase provision; it must be from phase bind on.`,
          );
        });
      });
    }
    judgeUnbound(stack, about);
  },
});

/** Names of the apps that are in phase bind or live, and that nothing binds. */
function judgeUnbound(stack: StackView, about: About): void {
  for (const root of stack.ofType(types.stack)) {
    about(root, (findings) => {
      findings.each(hostnamesOf(stack, ["api", "ws"]), (name) => {
        const own = ownPhase(stack, name);
        if (own !== "bind" && own !== "live") return;
        const bindings = stack.hosts.flatMap((host) => bindingsOf(host));
        if (bindings.some((binding) => binding.name === name && isBound(binding))) return;
        findings.breach(`${name} is in phase ${own} and not bound; it must be from phase bind on.`);
      });
    });
  }
}

/** The hostnames that the stack's outputs list for some of its roles. */
function hostnamesOf(stack: StackView, roles: readonly string[]): string[] {
  return roles
    .flatMap((role) => readList(stack.outputs, "hostnames", role))
    .flatMap((name) => (typeof name === "string" ? [dnsName(name)] : []));
}

/** The phase of a hostname, or that of its stack; nothing where neither is said. */
function phaseOf(stack: StackView, hostname: string): string | undefined {
  const own = readText(stack.outputs, "hostnamePhases", hostname);
  return known(typeof own === "string" ? own : readText(stack.outputs, "phase"));
}

/**
 * The phase of a hostname by itself.
 *
 * @throws NotKnown when it isn't known yet.
 */
function ownPhase(stack: StackView, hostname: string): string | undefined {
  const own = read(stack.outputs, "hostnamePhases", hostname);
  if (own === unknownValue) throw new NotKnown(`hostnamePhases of ${hostname}`);
  return known(own);
}

function known(phase: unknown): string | undefined {
  return typeof phase === "string" && phases.includes(phase) ? phase : undefined;
}
