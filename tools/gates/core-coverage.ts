// Gate: the tests of core reach every line and every branch of it.
import { programGate } from "./gate.ts";

export const coreCoverage = programGate({
  name: "core-coverage",
  sentence: "The tests of core pass and reach every line and branch of it.",
  installed: import.meta.resolve("vitest"),
  command: "vitest",
  args: [
    "run",
    "--project=unit",
    "packages/core",
    "--reporter=dot",
    "--coverage.enabled",
    "--coverage.provider=v8",
    "--coverage.include=packages/core/**/*.ts",
    "--coverage.exclude=**/*.contract.ts",
    "--coverage.reporter=text",
    "--coverage.skipFull",
    "--coverage.reportsDirectory=coverage/core",
    "--coverage.thresholds.lines=100",
    "--coverage.thresholds.branches=100",
  ],
});
