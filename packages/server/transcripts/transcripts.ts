// The face of transcripts: what agents write themselves of their sessions, kept so that another machine can go on from it.
export { keepTranscript } from "./keep-transcript.ts";
export { readTranscript } from "./read-transcript.ts";
