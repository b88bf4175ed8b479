// Gate: the web app type-checks, with the browser's types and the client's browser side.
import { programGate } from "./gate.ts";

export const webCompiler = programGate({
  name: "tsc-web",
  sentence: "The web app type-checks under the same settings, with a browser's types.",
  installed: import.meta.resolve("typescript"),
  command: "tsc",
  args: ["-p", "packages/web/tsconfig.json"],
});
