// The house rules that no ready-made program checks. Each is pure, has a file of its own, and a test that shows it fail.
import { classMethods } from "./house/class-methods.ts";
import { environment } from "./house/environment.ts";
import { errorText } from "./house/error-text.ts";
import { emptyCatches, gateSwitches, typeEscapes } from "./house/escapes.ts";
import { fileLength } from "./house/file-length.ts";
import { functionLength } from "./house/function-length.ts";
import { importCycles } from "./house/import-cycles.ts";
import { lockfile } from "./house/lockfile.ts";
import { machineTraces } from "./house/machine-traces.ts";
import { migrations } from "./house/migrations.ts";
import { fileNames } from "./house/names.ts";
import { nounFaces } from "./house/noun-faces.ts";
import { packageArrows } from "./house/package-arrows.ts";
import { packageDoors } from "./house/package-doors.ts";
import { clock, processStart, randomness, sockets } from "./house/ports.ts";
import type { Rule } from "./house/rule.ts";
import { tableWriters } from "./house/table-writers.ts";
import { testedErrors } from "./house/tested-errors.ts";
import { switchedOffTests, unfinishedMarks } from "./house/unfinished.ts";

export const houseRules: readonly Rule[] = [
  fileLength,
  functionLength,
  classMethods,
  fileNames,
  packageArrows,
  packageDoors,
  nounFaces,
  importCycles,
  environment,
  clock,
  randomness,
  processStart,
  sockets,
  typeEscapes,
  emptyCatches,
  gateSwitches,
  errorText,
  tableWriters,
  testedErrors,
  migrations,
  lockfile,
  switchedOffTests,
  unfinishedMarks,
  machineTraces,
];
