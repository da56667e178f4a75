import { run } from "./process/run";
import { serveWebSockets } from "./webSocket/serve";

// The image `ftl-ws`.

run("ws", serveWebSockets);
