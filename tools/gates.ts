// Every gate of `npm run check`, programs first: they run while the house rules are counted here.
import { compiler } from "./gates/compiler.ts";
import { copiedCode } from "./gates/copied-code.ts";
import { coreCoverage } from "./gates/core-coverage.ts";
import { deadCode } from "./gates/dead-code.ts";
import { formatter } from "./gates/formatter.ts";
import type { Gate } from "./gates/gate.ts";
import { houseGate } from "./gates/house.ts";
import { linter } from "./gates/linter.ts";
import { spelling } from "./gates/spelling.ts";
import { webCompiler } from "./gates/web-compiler.ts";
import { houseRules } from "./house.ts";

export const gates: readonly Gate[] = [
  compiler,
  webCompiler,
  linter,
  formatter,
  deadCode,
  copiedCode,
  spelling,
  coreCoverage,
  ...houseRules.map(houseGate),
];
