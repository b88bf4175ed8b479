// The typed SDK: one method for each endpoint of the protocol, pages, and a live stream that resumes.
export { ApiError, ServerUnreachable } from "./api-error.ts";
export { type Client, createClient } from "./create-client.ts";
export type { StreamOptions, WatchedFrame } from "./open-stream.ts";
