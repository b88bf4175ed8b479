// Facts for people, a line each: the name, then the value. What is empty is left out.
import { cleanLine } from "./clean-text.ts";
import { paint } from "./paint.ts";

export const drawFacts = (facts: readonly (readonly [name: string, value: string | null])[]): string[] =>
  facts.flatMap(([name, value]) =>
    value === null || value === "" ? [] : [`${paint.dim(name.padEnd(11))}${cleanLine(value)}`],
  );
