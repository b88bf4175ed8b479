// Best of three, in the browser: a moment is forked three times, the forks stand side by side, tests run in each, and one is kept. And a branch of the same moment.
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { sees, signInPerson } from "./open-browser.ts";

const ORIGINAL = `
steps:
  - write: a.txt
    content: "one\\n"
  - tool: create_checkpoint
    args: { message: the moment }
  - write: a.txt
    content: "the original went on\\n"
  - tool: create_checkpoint
    args: { message: later }
  - hang: true
`;
// Each fork knows from its first prompt which one it is.
const TRY = `
steps:
  - if: { var: goal, contains: "Task: try-3" }
    jump: slow
  - write: b.txt
    content: "by \${prompt}\\n"
  - say: I am done with it.
  - tool: complete_task
    args: { summary: It is done }
  - endTurn: true
  - id: slow
    say: I need long.
  - run: "true"
  - hang: true
`;
const SUPERVISOR = `
steps:
  - spawn: { name: routes, plan: "script: ./original.yaml" }
    as: routes
  - wait: \${routes.taskId}
`;

test("by keys, at a phone's width too", async () => {
  const story = await openStory({ repository: { files: { "original.yaml": ORIGINAL, "try.yaml": TRY } } });
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id } = await contract.task("routes");
  const person = await signInPerson(story.client);
  const { page } = person;
  await person.goTo(`/contracts/${contract.id}?task=${id}&tab=checkpoints`);
  const moment = page.getByRole("listitem").filter({ hasText: "the moment" });
  await moment.waitFor({ timeout: 60_000 });

  await moment.getByRole("button", { name: "Branch" }).press("Enter");
  await page.getByRole("textbox", { name: "Name" }).fill("as-it-was");
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await sees(page, /Branch as-it-was stands at/);
  expect(await story.repository.show("as-it-was", "a.txt")).toBe("one");

  await moment.getByRole("button", { name: "Fork from here" }).press("Enter");
  await page.getByRole("textbox", { name: "Name" }).fill("try");
  await page.getByLabel("What it is to do").fill("script: ./try.yaml");
  await page.getByLabel("How many").fill("3");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Make 3 forks" }).press("Enter");
  await page.getByRole("heading", { name: "Forks side by side" }).waitFor({ timeout: 60_000 });
  const card = (name: string) => page.getByRole("article").filter({ hasText: name });
  for (const name of ["try-1", "try-2"])
    await card(name).getByText("done", { exact: true }).waitFor({ timeout: 120_000 });
  await card("try-1").getByText("b.txt").waitFor();
  await card("try-3").getByText("I need long.").waitFor({ timeout: 60_000 });
  expect(await findBarriers(page)).toEqual([]);

  await page.getByLabel(/A command that tells/).fill("grep -q try-1 b.txt");
  await page.keyboard.press("Enter");
  await sees(page, /try-1: exit 0/);
  await sees(page, /try-2: exit 1/);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
  await card("try-1").getByRole("button", { name: "Keep this one" }).press("Enter");
  await sees(page, "try-1 is kept");
  await card("try-1").getByText("kept", { exact: true }).waitFor();
  await card("try-1").getByRole("button", { name: "Keep this one" }).waitFor({ state: "detached" });
  await card("try-3").getByText("cancelled", { exact: true }).waitFor({ timeout: 60_000 });
  expect(await story.client.getTask({ id })).toMatchObject({ status: "running" });
  expect(person.complaints).toEqual([]);
});
