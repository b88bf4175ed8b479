// A machine is to be switched off: one button lets its work end in peace and says when it may be stopped, another one takes that back.
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { sees, signInPerson } from "./open-browser.ts";

const SCRIPT = `
steps:
  - ask: { question: Which colour?, choices: [red, blue] }
    as: colour
  - tool: complete_contract
    args: { summary: "\${colour.response}" }
`;

test("by keys: it empties, waits, and goes on where it was", async () => {
  const story = await openStory({ serverEnvironment: { MAKIMA_HEARTBEAT_MS: "250" } });
  const contract = await story.startContract({ script: SCRIPT });
  const { id } = await contract.openQuestion();
  const person = await signInPerson(story.client);
  const { page } = person;
  await person.goTo("/machines");
  await page.getByRole("button", { name: "Drain" }).press("Enter");
  await sees(page, "draining");
  await sees(page, "Nothing runs here any more; it may be stopped.");
  expect(await findBarriers(page)).toEqual([]);
  await story.client.answerQuestion({ id, choices: ["red"] });
  await page.getByRole("button", { name: "Take work again" }).press("Enter");
  await page.getByRole("button", { name: "Drain" }).waitFor();
  await contract.ended();
  expect(await story.client.listRestorations({ id: contract.id })).toMatchObject({ items: [] });

  await page.getByRole("button", { name: "Make a command" }).press("Enter");
  await sees(page, /makima daemon/);
  expect(await findBarriers(page)).toEqual([]);
  expect(person.complaints).toEqual([]);
});
