export { buildFrontend } from "./frontend/buildFrontend";

/** Folder of the reference workloads, with their `images.json`. */
export const workloadsFolder = __dirname;
