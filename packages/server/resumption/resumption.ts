// The face of resumption: bringing a task back whose run ended without its consent.
export { restoreInPlace } from "./restore-in-place.ts";
export { restoreRun } from "./restore-run.ts";
export { sourceOf } from "./source-of.ts";
