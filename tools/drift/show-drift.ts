// The drift of an agent as a page for people: what the driver uses comes first.
import type { Difference, Drift } from "./compare-announced.ts";

export function showDrift(title: string, { differences, unannounced }: Drift): string {
  const used = differences.filter(({ isUsed }) => isUsed);
  const others = differences.filter(({ isUsed }) => !isUsed);
  const parts = [
    section("Used by our driver", used.map(show)),
    section("Not used", others.map(show)),
    section(
      "Used by our driver, and announced by neither: the tests with the real program tell",
      unannounced,
    ),
  ];
  const count = (change: Difference["change"]): string =>
    `${differences.filter((one) => one.change === change).length} ${change}`;
  const sums = `${count("added")}, ${count("removed")}, ${count("changed")}; ${used.length} of them used by our driver.`;
  return `${[title, sums, ...parts].filter((part) => part !== "").join("\n")}\n`;
}

const section = (heading: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : [`\n${heading}:`, ...lines.map((line) => `  ${line}`)].join("\n");

const SIGNS = { added: "+", removed: "-", changed: "~" };

function show({ topic, name, change, before, after }: Difference): string {
  const values = change === "changed" ? `${before} → ${after}` : (after ?? before ?? "");
  return `${SIGNS[change]} ${topic}: ${name}${values === "" ? "" : ` (${values})`}`;
}
