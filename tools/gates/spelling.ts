// Gate: every word is in a dictionary; the project's own words are in tools/spelling/.
import { programGate } from "./gate.ts";

export const spelling = programGate({
  name: "cspell",
  sentence: "Every word is in a dictionary; ours are in tools/spelling/.",
  installed: import.meta.resolve("cspell"),
  command: "cspell",
  args: [
    "lint",
    "--no-progress",
    "--no-summary",
    "--no-must-find-files",
    "--cache",
    "--cache-location",
    "node_modules/.cache/cspell",
    ".",
  ],
});
