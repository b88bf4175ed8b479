// Shows each gate that is a program fail on a small bad checkout and pass on a good one.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { gates } from "../gates.ts";
import { root } from "./gate.ts";

const configs = [
  ".oxlintrc.json",
  ".jscpd.json",
  "biome.json",
  "cspell.json",
  "knip.json",
  "tsconfig.json",
  "vitest.config.ts",
];
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const useful = `export const areas = (sizes: readonly { wide: number; high: number }[]): readonly number[] => {
  const found: number[] = [];
  for (const size of sizes) if (size.wide > 0 && size.high > 0) found.push(size.wide * size.high + size.wide);
  return found;
};
`;
const tested =
  'import { expect, test } from "vitest";\nimport { half } from "./half.ts";\n\ntest("half", () => {\n  expect(half(4)).toBe(2);\n});\n';
const half = (body: string): string => `export function half(whole: number): number {\n${body}\n}\n`;

const bad: ReadonlyArray<
  readonly [gate: string, faults: readonly string[], files: Readonly<Record<string, string>>]
> = [
  ["tsc", ["TS2322"], { "tools/a.ts": 'export const a: number = "a";\n' }],
  [
    "oxlint",
    [
      "floating.ts",
      "void.ts",
      "no-explicit-any",
      "no-non-null-assertion",
      "no-empty",
      "no-cycle",
      "switch-exhaustiveness-check",
    ],
    {
      "tools/floating.ts": "const f = async (): Promise<void> => {};\nf();\n",
      "tools/void.ts": "const f = async (): Promise<void> => {};\nvoid f();\n",
      "tools/any.ts": "export const a = (b: any): string => String(b);\n",
      "tools/non-null.ts": "export const a = (b: string | undefined): string => b!;\n",
      "tools/catch.ts": "try {\n  process.chdir('/');\n} catch {}\n",
      "tools/cycle-a.ts": 'import type { B } from "./cycle-b.ts";\nexport type A = B;\n',
      "tools/cycle-b.ts": 'import type { A } from "./cycle-a.ts";\nexport type B = A | 1;\n',
      "tools/switch.ts":
        'export const a = (b: "x" | "y"): number => {\n  switch (b) {\n    case "x":\n      return 1;\n  }\n  return 2;\n};\n',
    },
  ],
  [
    "biome",
    ["tools/a.ts format", "organizeImports"],
    {
      "tools/a.ts":
        'import { tmpdir } from "node:os";\nimport { join } from "node:path";\nimport { cwd } from "node:process";\nexport const a  = join(tmpdir(), cwd())\n',
      "tools/b.ts":
        'import { tmpdir } from "node:path";\nimport { join } from "node:os";\n\nexport const a = join(tmpdir(), "a");\n',
    },
  ],
  [
    "knip",
    ["Unused exports (1)", "tools/parts/lonely.ts"],
    {
      "tools/main.ts": 'import { a } from "./parts/a.ts";\n\na();\n',
      "tools/parts/a.ts": "export const a = (): number => 1;\nexport const b = 2;\n",
      "tools/parts/lonely.ts": "export {};\n",
    },
  ],
  ["jscpd", ["packages/a/a.ts"], { "packages/a/a.ts": useful, "packages/b/b.test.ts": useful }],
  ["cspell", [["wro", "ld"].join("")], { "README.md": ["A wro", "ld of words.\n"].join("") }],
  [
    "core-coverage",
    ["threshold (100%)"],
    {
      "packages/core/half.ts": half("  if (whole < 0) return 0;\n  return whole / 2;"),
      "packages/core/half.test.ts": tested,
    },
  ],
  [
    "core-coverage",
    ["expected"],
    { "packages/core/half.ts": half("  return whole / 3;"), "packages/core/half.test.ts": tested },
  ],
];

test.each(bad)("%s is red for %s", { timeout: 60_000 }, async (gate, faults, files) => {
  const found = (await check(gate, files)).join("\n");
  for (const fault of faults) expect(found).toContain(fault);
});

const good: ReadonlyArray<readonly [gate: string, files: Readonly<Record<string, string>>]> = [
  ["tsc", { "tools/a.ts": "export const a: number = 1;\n" }],
  ["oxlint", { "tools/a.ts": "export const a = async (): Promise<void> => {};\nawait a();\n" }],
  ["biome", { "tools/a.ts": "export const a = 1;\n" }],
  [
    "knip",
    {
      "tools/main.ts": 'import { a } from "./parts/a.ts";\n\na();\n',
      "tools/parts/a.ts": "export const a = (): number => 1;\n",
    },
  ],
  ["jscpd", { "packages/a/a.ts": useful }],
  ["cspell", { "README.md": "A world of words for makima.\n" }],
  [
    "core-coverage",
    { "packages/core/half.ts": half("  return whole / 2;"), "packages/core/half.test.ts": tested },
  ],
];

test.each(good)("%s is green", { timeout: 60_000 }, async (gate, files) => {
  expect(await check(gate, files)).toEqual([]);
});

async function check(name: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "makima-gate-"));
  folders.push(folder);
  for (const config of configs) copyFileSync(join(root, config), join(folder, config));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  write(folder, {
    "package.json": `${JSON.stringify({ name: "sample", private: true, type: "module" }, undefined, 2)}\n`,
    "tools/spelling/makima.txt": "makima\ntestkit\n",
    // What the tests of a run share is not a sample's matter.
    "packages/testkit/global-setup.ts": "export const setup = (): void => undefined;\n",
    ...files,
  });
  return (await gates.find((gate) => gate.name === name)?.check(folder)) ?? [];
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
