// Gate: oxlint with types finds nothing; what it looks for stands in .oxlintrc.json.
import { fileURLToPath } from "node:url";
import { programGate } from "./gate.ts";

export const linter = programGate({
  name: "oxlint",
  sentence: "No floating promise, no misused one, no cycle, and what else .oxlintrc.json denies.",
  installed: import.meta.resolve("oxlint"),
  command: "oxlint",
  args: ["--type-aware", "--deny-warnings", "--format=unix"],
  env: { OXLINT_TSGOLINT_PATH: fileURLToPath(import.meta.resolve("oxlint-tsgolint/bin/tsgolint.js")) },
});
