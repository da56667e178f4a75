import path from "node:path";
import { getGoTool } from "../goTool";

/**
 * Let's Encrypt's ACME server for tests.
 *
 * @returns Path of the program; undefined when it is not in the cache and there is no Go to build it.
 * @see https://github.com/letsencrypt/pebble
 */
export function getPebble(): Promise<string | undefined> {
  const modulePath = "github.com/letsencrypt/pebble/v2";
  return getGoTool({
    name: "pebble",
    title: "Pebble",
    modulePath,
    packagePath: `${modulePath}/cmd/pebble`,
    moduleFolder: path.join(__dirname, "module"),
    seconds: 40,
  });
}
