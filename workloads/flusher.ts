import { serveFlusher } from "./flush/serve";
import { run } from "./process/run";

// The image `ftl-flusher`.

run("flusher", serveFlusher);
