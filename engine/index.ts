export { EngineError, type EngineOptions } from "./context";
export { examine, isReady, print, type Finding } from "./doctor";
export { getEngine, type Engine } from "./findEngine";
