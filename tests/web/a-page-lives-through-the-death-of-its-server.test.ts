// A page that is open while its server dies: it says so, goes on by itself, and has missed nothing. Two tabs see the same.
import { expect, test } from "vitest";
import { openAskingStory } from "./open-asking-story.ts";
import { sees } from "./open-browser.ts";

const SCRIPT = `
steps:
  - ask: { question: The first?, choices: [yes, no] }
  - say: Between the questions.
  - ask: { question: The second?, choices: [left, right] }
  - say: The end of it.
`;

test("a server that is killed and comes back", async () => {
  const { story, contract, person } = await openAskingStory(SCRIPT);
  const { page } = person;
  await person.goTo("/needs-me");
  await sees(page, "The first?");
  const other = await person.context.newPage();
  await other.goto(`${person.origin}/contracts/${contract.id}`);
  await other.getByRole("button", { name: "yes" }).waitFor();

  await story.killServer();
  await sees(page, /away since/);
  await sees(page, "The first?");
  await story.restartServer();
  await expect
    .poll(() => page.getByText("live", { exact: true }).isVisible(), { timeout: 60_000 })
    .toBe(true);

  // Answered in one tab, it is gone in the other, and the next question is there in both.
  await page.getByRole("button", { name: "yes" }).click();
  await expect.poll(() => other.getByRole("button", { name: "yes" }).count()).toBe(0);
  await page.getByRole("button", { name: "left" }).waitFor({ timeout: 60_000 });
  await sees(other, "Between the questions.");
  await other.getByRole("button", { name: "right" }).click();
  await sees(page, "Nothing needs you");
  await sees(other, "The end of it.");
  const log = other.getByRole("log");
  await log.getByText("The end of it.", { exact: true }).waitFor();
  await expect.poll(() => log.getByText("Between the questions.", { exact: true }).count()).toBe(1);
  expect(person.complaints).toEqual([]);
});
