// The face of checkpoints.
export { recordCheckpoint } from "./record-checkpoint.ts";
