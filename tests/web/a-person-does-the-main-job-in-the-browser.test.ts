// A person who has never read a page of docs: signs in, begins a contract, answers its question, looks at the diff, and rewinds.
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { sees, signInPerson } from "./open-browser.ts";

const GOAL = `Write a poem about the sea.

\`\`\`makima-script
steps:
  - say: I begin with a first line.
  - write: poem.txt
    content: "The sea is wide\\n"
  - tool: create_checkpoint
    args: { message: The first line }
  - ask: { question: Which colour has the sea?, choices: [blue, green] }
    as: colour
  - write: poem.txt
    content: "The sea is wide and \${colour.response}\\n"
  - say: The sea is \${colour.response} now.
  - tool: create_checkpoint
    args: { message: The colour }
  - ask: { question: Is the poem done?, choices: [yes, no] }
\`\`\`
`;

test("the whole main job, without the terminal", async () => {
  const story = await openStory();
  const person = await signInPerson(story.client);
  const { page } = person;

  await sees(page, "Welcome to makima");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("main").getByRole("link", { name: "New contract" }).click();
  await page.getByRole("button", { name: "Start" }).click();
  await sees(page, "Say what is to be done");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByLabel("What is to be done?").fill(GOAL);
  await page.getByLabel("Repository").fill("/there/is/no/such/folder");
  await page.getByRole("button", { name: "Start" }).click();
  await expect.poll(() => page.getByRole("alert").count()).toBeGreaterThan(0);
  await page.getByLabel("Repository").fill(story.repository.path);
  await page.getByRole("button", { name: "Start" }).click();

  await page.getByRole("heading", { name: "Which colour has the sea?" }).waitFor({ timeout: 60_000 });
  expect(await findBarriers(page)).toEqual([]);
  await expect.poll(() => page.title()).toBe("(1) makima");
  await page.getByRole("link", { name: /Needs me/ }).click();
  await page.getByRole("button", { name: "green" }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("2");
  await sees(page, "Answered: green");
  await page.getByRole("heading", { name: "Is the poem done?" }).waitFor({ timeout: 60_000 });

  await page
    .getByRole("link", { name: /Write a poem/ })
    .first()
    .click();
  await sees(page, "The sea is green now.");
  await page.getByRole("tab", { name: "Diff" }).click();
  await sees(page, "poem.txt");
  await sees(page, /wide and green/);
  await page.getByRole("tab", { name: "Checkpoints" }).click();
  await page
    .getByRole("listitem")
    .filter({ hasText: "The first line" })
    .getByRole("button", { name: "Rewind here" })
    .click();
  await sees(page, /messages? go(es)? out of view/);
  await page.getByRole("radio", { name: "Code and conversation" }).click();
  await sees(page, "1 file changes");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Rewind code and conversation" }).click();
  await sees(page, /Went back/);
  await page.getByRole("tab", { name: "Conversation" }).click();
  await expect.poll(() => page.getByText("The sea is green now.").count()).toBe(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await sees(page, "It is as it was before");
  await sees(page, "The sea is green now.");
  expect(person.complaints).toEqual([]);
});
