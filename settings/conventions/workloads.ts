/** The container apps of Path 2. `api` and `ws` have an ingress; `flusher` works in the background. */
export const appNames = ["api", "ws", "flusher"] as const;
export type AppName = (typeof appNames)[number];

/** The apps that a hostname can lead to. */
export const publicAppNames = ["api", "ws"] as const satisfies readonly AppName[];
export type PublicAppName = (typeof publicAppNames)[number];

/** Everything that runs with an identity of its own: the apps, and the `migrate` job. */
export const workloadNames = [...appNames, "migrate"] as const;
export type WorkloadName = (typeof workloadNames)[number];

/** Tag that says which part of the platform a resource is: rules find their subjects by it. */
export const workloadTag = "ftl-workload";
