// Which room may import which. The arrows of docs/architecture.md are these lines.

const mayImport = {
  "index.ts": ["components", "settings"],
  components: ["settings"],
  settings: [],
  policy: ["settings/conventions"],
  bootstrap: ["settings/conventions"],
  operations: [
    "settings",
    "policy",
    "engine/index.ts",
    "local-cloud/index.ts",
    "workloads/index.ts",
  ],
  "local-cloud": [],
  engine: [],
  workloads: [],
};

/** JavaScript that has to run before anything that loads TypeScript is installed. */
const beforeInstall = "^operations/bin/";
const anyRoom = `^(?:${Object.keys(mayImport).join("|")}|test|bench)(?:/|$)`;

const rooms = Object.entries(mayImport).map(([room, others]) => ({
  name: `imports-of-${room}`,
  comment: `${room} may import ${others.join(", ") || "no other room"}.`,
  severity: "error",
  from: { path: `^${room}(?:/|$)`, pathNot: beforeInstall },
  to: {
    path: anyRoom,
    pathNot: [room, ...others].map((allowed) => `^${allowed}(?:/|$)`),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rooms,
    {
      name: "no-cycles",
      comment: "A file that needs itself can't be read from the top.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-missing-package",
      comment: "Everything imported is in package.json.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown", "undetermined"] },
    },
    {
      name: "no-test-packages-in-the-program",
      comment: "What the program and the commands need is a dependency, not a devDependency.",
      severity: "error",
      from: {
        path: "^(?:index\\.ts|components|settings|policy|bootstrap|operations|local-cloud|engine|workloads)",
      },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-unused-file",
      comment: "A file that nothing imports, and that nothing starts, is to be deleted.",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          "\\.test\\.ts$",
          "^bench/",
          "^policy/index\\.js$",
          "^bootstrap/index\\.ts$",
          "^index\\.ts$",
          "^operations/bin/",
          "^workloads/frontend/app\\.ts$",
          "\\.cjs$",
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(?:\\.ftl)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node"] },
  },
};
