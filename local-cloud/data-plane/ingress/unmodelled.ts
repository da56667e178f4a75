import { textAt } from "../../arm/body";
import type { StoredResource } from "../../arm/resourceType";
import { ingressOf, isTcp } from "../../arm/types/app/ingress";

/** What an app's ingress asks for that is served here as if it were not there, a sentence each. */
export function unmodelled(app: StoredResource): string[] {
  const ingress = ingressOf(app.desired);
  if (ingress === undefined) return [];
  const has = (path: string, ...values: string[]) =>
    values.includes((textAt(ingress, path) ?? "").toLowerCase());
  const asked: readonly (readonly [boolean, string])[] = [
    [ingress["external"] !== true, "an ingress for its environment only: nobody reaches it"],
    [isTcp(ingress), "TCP ingress: nothing listens on its port"],
    [has("transport", "http2"), "HTTP/2 to replicas: they are spoken to in HTTP/1.1"],
    [has("stickySessions.affinity", "sticky"), "sticky sessions: requests go round-robin"],
    [has("clientCertificateMode", "require", "accept"), "client certificates: none is asked for"],
    [ingress["corsPolicy"] !== undefined, "a CORS policy: only what the app itself answers counts"],
    [
      textAt(app.desired, "properties.configuration.activeRevisionsMode")?.toLowerCase() ===
        "labels",
      "labels of revisions: their names lead nowhere",
    ],
  ];
  return asked.flatMap(([isAsked, what]) =>
    isAsked ? [`${app.name} has what the local ingress doesn't model, ${what}.`] : [],
  );
}
