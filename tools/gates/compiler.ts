// Gate: the whole tree type-checks.
import { programGate } from "./gate.ts";

export const compiler = programGate({
  name: "tsc",
  sentence: "The whole tree type-checks under the strictest settings.",
  installed: import.meta.resolve("typescript"),
  command: "tsc",
  args: ["-p", "tsconfig.json"],
});
