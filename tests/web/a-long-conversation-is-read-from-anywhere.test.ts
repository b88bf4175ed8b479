// A conversation of thousands of messages: a link leads to any of them, nothing moves for who reads, and the end is followed.
import { expect, test } from "vitest";
import { openAskingStory } from "./open-asking-story.ts";

const BEFORE = 700;
const SCRIPT = `steps:
  - id: first
    say: "This was said **before** the question."
  - goto: first
    limit: ${BEFORE - 1}
  - ask: { question: "Shall I go on?", choices: ["yes"] }
  - id: again
    say: "And this is said while somebody reads."
  - sleep: 2
  - goto: again
    limit: 3000
`;
const SCROLLER = "document.querySelector('.conversation [data-virtuoso-scroller]')";

test("a person reads in the middle while thousands of messages come, goes to the newest and back to the first", async () => {
  const { story, contract, person } = await openAskingStory(SCRIPT);
  const { page } = person;
  const { supervisorTaskId: taskId } = await story.client.getSupervisor({ id: contract.id });
  const count = async () => (await story.client.getConversation({ id: taskId, limit: 1 })).messageCount;
  const grown = (by: number, from: number) =>
    expect.poll(count, { timeout: 120_000 }).toBeGreaterThan(from + by);

  await person.goTo(`/contracts/${contract.id}?message=${taskId}:200`);
  const wanted = page.locator(".message.is-wanted");
  await wanted.waitFor();
  const place = async () => Math.round((await wanted.boundingBox())?.y ?? -1);
  // Rows are measured after they are drawn; from then on nothing may move.
  let before = await place();
  await expect.poll(async () => [before, (before = await place())].every((y) => y === before)).toBe(true);
  const [question] = (await story.client.listQuestions({ contractId: contract.id })).items;
  await story.client.answerQuestion({ id: question?.id ?? "", choices: ["yes"] });
  await grown(400, BEFORE);
  expect(await place()).toBe(before);

  await page.getByRole("button", { name: "To the newest" }).click();
  const now = await count();
  await grown(800, now);
  const below = () =>
    page.evaluate<number>(
      `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)(${SCROLLER})`,
    );
  await expect.poll(below).toBeLessThan(100);
  expect(await page.locator(".conversation .message").count()).toBeLessThan(120);

  // Up to the beginning, page by page, as with a wheel that never stops.
  const first = page.locator(".conversation .message").first();
  await expect
    .poll(
      async () => {
        await page.evaluate(`${SCROLLER}.scrollTop = 0`);
        return first.textContent();
      },
      { timeout: 120_000, interval: 50 },
    )
    .toContain("makima-script");
  expect(person.complaints).toEqual([]);
});
