// The face of the remotes: repositories that are URLs, which the person's own git talks to.
export { fetchRemote } from "./fetch-remote.ts";
export { pushBranch } from "./push-branch.ts";
export { readRemote } from "./read-remote.ts";
