// What keeps people with a screen reader, a keyboard alone or weak eyes from using a page, as axe sees it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

type Violation = { id: string; help: string; nodes: { html: string; failureSummary?: string }[] };

/** One line for each element that breaks a rule; none is what a page has to have. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Through the debugger, as the page's own policy lets no foreign script in.
  await page.evaluate(AXE);
  const violations = await page.evaluate<Violation[]>(
    // Without a look into style sheets: it copies those of code into elements of its own, which the page's policy refuses with a complaint.
    "axe.run(document, { preload: false }).then(({ violations }) => violations)",
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}
