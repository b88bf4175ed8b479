// The face of checkpoints.
export { keepCheckpoint } from "./keep-checkpoint.ts";
export { recordCheckpoint } from "./record-checkpoint.ts";
