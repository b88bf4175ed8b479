// Gate: files are formatted and their imports ordered; `npx biome check --write PATH` does it.
import { programGate } from "./gate.ts";

export const formatter = programGate({
  name: "biome",
  sentence: "Files are formatted and their imports ordered (`npx biome check --write PATH`).",
  installed: import.meta.resolve("@biomejs/biome/package.json"),
  command: "biome",
  args: ["check", "--max-diagnostics=30"],
});
