// Gate: no two places hold the same 50 tokens of TypeScript, tests included.
import { programGate } from "./gate.ts";

export const copiedCode = programGate({
  name: "jscpd",
  sentence: "No 50 equal tokens in two places, tests included.",
  installed: import.meta.resolve("jscpd"),
  command: "jscpd",
  args: ["--config", ".jscpd.json", "--noTips"],
});
