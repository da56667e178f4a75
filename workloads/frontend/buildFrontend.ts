import fs from "node:fs";
import path from "node:path";

/** The variables that the bundle can't be built without. */
const needed = ["VITE_API_URL", "VITE_WS_URL"] as const;

/**
 * Builds the reference frontend: `index.html`, `assets/app-<hash>.js` with the variables' values baked in,
 * `assets/style-<hash>.css`, and `staticwebapp.config.json`. It is a single-page app without a framework, which shows that the platform behind it works.
 *
 * @param variables Those of a build of the platform's own frontend: `VITE_API_URL`, `VITE_WS_URL`, and more.
 * @param folder Made when it is not there; what is in it is replaced.
 * @throws Error when one of the URLs is missing.
 */
export async function buildFrontend(
  variables: Readonly<Record<string, string>>,
  folder: string,
): Promise<void> {
  const missing = needed.filter((name) => !variables[name]);
  if (missing.length > 0)
    throw new Error(`The frontend can't be built without ${missing.join(", ")}.`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  // Loaded only when something is built: the commands read this file on every start.
  const { build } = await import("esbuild");
  const { metafile } = await build({
    entryPoints: {
      app: path.join(__dirname, "app.ts"),
      style: path.join(__dirname, "style.css"),
    },
    outdir: path.join(folder, "assets"),
    entryNames: "[name]-[hash]",
    absWorkingDir: fs.realpathSync(folder),
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    metafile: true,
    logLevel: "silent",
    define: Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
  });
  const built = (extension: string) =>
    `/${Object.keys(metafile.outputs).find((file) => file.endsWith(extension))!}`;
  const page = fs
    .readFileSync(path.join(__dirname, "index.html"), "utf8")
    .replace("%APP%", built(".js"))
    .replace("%STYLE%", built(".css"));
  fs.writeFileSync(path.join(folder, "index.html"), page);
  const config = "staticwebapp.config.json";
  fs.copyFileSync(path.join(__dirname, config), path.join(folder, config));
}
