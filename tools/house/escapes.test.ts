// Shows each escape from the types, each thrown-away error, and each switch of a gate that the rules see.
import { expect, test } from "vitest";
import { emptyCatches, gateSwitches, typeEscapes } from "./escapes.ts";
import type { Rule } from "./rule.ts";
import { treeOf } from "./tree.ts";

const found = (rule: Rule, text: string): number => rule.find(treeOf({ "a.ts": text })).length;

test.each([
  "let a: any;",
  "a!.b;",
  "let a!: string;",
  "class A { b!: string; }",
  "a as unknown as B;",
  "<B>(a as unknown);",
])("%s leaves the types", (text) => {
  expect(found(typeEscapes, text)).toBe(1);
});

test.each(["a as const;", "a as B;", "let a: unknown;", "!a;"])("%s does not", (text) => {
  expect(found(typeEscapes, text)).toBe(0);
});

test.each([
  "try { a(); } catch {}",
  "try { a(); } catch (error) { /* never mind */ }",
  "a().catch(() => {});",
  "a().catch(() => undefined);",
  "a().catch(function () {});",
])("%s throws the error away", (text) => {
  expect(found(emptyCatches, text)).toBe(1);
});

test.each(["try { a(); } catch (error) { report(error); }", "a().catch(report);", "a().catch(() => false);"])(
  "%s does not",
  (text) => {
    expect(found(emptyCatches, text)).toBe(0);
  },
);

test.each([
  "// oxlint-disable-next-line no-empty",
  "/* eslint-disable */",
  "// @ts-ignore",
  "// @ts-expect-error: sic",
  "// biome-ignore format: sic",
  "// cspell:ignore sic",
  "/* v8 ignore next */",
  "/* jscpd:ignore-start */",
  "/** @public */",
])("%s switches a gate off", (text) => {
  expect(found(gateSwitches, `${text}\na();`)).toBe(1);
});

test("the same words in a text are no switch", () => {
  expect(found(gateSwitches, `const a = "@ts-ignore"; // says nothing`)).toBe(0);
});
