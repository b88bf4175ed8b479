// Bundles: what the server keeps of daemons' git mirrors, so that another machine can go on. The face of the noun.
export { countUnbundled } from "./count-unbundled.ts";
export { listWanted } from "./list-wanted.ts";
export { offerBundle } from "./offer-bundle.ts";
export { pruneUploads } from "./prune-uploads.ts";
export { readChain } from "./read-chain.ts";
export { readPart } from "./read-part.ts";
export { receivePart } from "./receive-part.ts";
