import path from "node:path";
import { getGoTool } from "../goTool";

/**
 * The linter of GitHub workflows.
 *
 * @returns Path of the program; undefined when it is not in the cache and there is no Go to build it.
 * @see https://github.com/rhysd/actionlint
 */
export function getActionlint(): Promise<string | undefined> {
  const modulePath = "github.com/rhysd/actionlint";
  return getGoTool({
    name: "actionlint",
    title: "actionlint",
    modulePath,
    packagePath: `${modulePath}/cmd/actionlint`,
    moduleFolder: path.join(__dirname, "module"),
    seconds: 30,
  });
}
