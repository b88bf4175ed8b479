// The face of checkpoints.
export { createCheckpoint } from "./create-checkpoint.ts";
export { keepCheckpoint } from "./keep-checkpoint.ts";
export { type LeftBehind, leaveBehind } from "./leave-behind.ts";
export { recordCheckpoint } from "./record-checkpoint.ts";
export { setBundled } from "./set-bundled.ts";
export { setDiscarded } from "./set-discarded.ts";
