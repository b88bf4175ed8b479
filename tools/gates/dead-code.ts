// Gate: no file, export or dependency is unused, and none is used that is not declared.
import { programGate } from "./gate.ts";

export const deadCode = programGate({
  name: "knip",
  sentence: "No file, export or dependency is unused, and none is used undeclared.",
  installed: import.meta.resolve("knip"),
  command: "knip",
  args: ["--no-progress", "--no-config-hints"],
});
