// Money runs while nobody looks at a table: what a contract costs stands on its card, and its budget asks where every question does.

import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { sees, signInPerson } from "./open-browser.ts";

const SCRIPT = `
steps:
  - usage: { used: 10000, size: 200000, cost: { amount: 0.9, currency: USD } }
  - ask: { question: Shall it go on? }
  - usage: { used: 20000, size: 200000, cost: { amount: 0.5, currency: USD } }
  - ask: { question: And now? }
  - say: Then that was all.
`;

test("on the board, in the list and on its page, live; and a spent budget is raised with one key", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: SCRIPT, more: { budget: { dollars: 1 } } });
  const person = await signInPerson(story.client);
  const { page, complaints } = person;
  await sees(page, "$0.90 of $1.00");
  expect(await findBarriers(page)).toEqual([]);
  await person.goTo("/?view=list");
  await sees(page, "$0.90 of $1.00");
  expect(await findBarriers(page)).toEqual([]);

  const first = await contract.openQuestion();
  await story.client.answerQuestion({ id: first.id, response: "yes" });
  await sees(page, "$1.40 of $1.00");
  await page.getByRole("link", { name: /A story/ }).click();
  await sees(page, "$1.40 of $1.00");

  const second = await contract.openQuestion([first.id]);
  if (second.questionType !== "budget")
    await story.client.answerQuestion({ id: second.id, response: "go on" });
  await person.goTo("/needs-me");
  await page.getByText("Budget", { exact: true }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("1");
  await sees(page, "Answered: raise");
  await expect.poll(async () => (await contract.now()).budget?.dollars).toBeGreaterThan(1);
  expect(complaints).toEqual([]);
});
