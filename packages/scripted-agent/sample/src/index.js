export * from "./slug.js";
export * from "./stats.js";
