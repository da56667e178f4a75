import { run } from "../../operations/main";
import { type Printed, printed } from "./printed";

/** Runs an `ftl` command line of words without spaces in this process, and catches what it prints. */
export function ftl(line: string): Promise<Printed> {
  return printed(() => run(line.split(" ")));
}
