// What cannot be answered now is put off: it is out of the way and out of the count, in every tab, and back when its time has come.
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { openAskingStory } from "./open-asking-story.ts";
import { sees } from "./open-browser.ts";

const SCRIPT = `
steps:
  - ask: { question: Which way?, choices: [left, right] }
`;

test("snoozed by keys, counted in no tab, and there again after an hour", async () => {
  const { person } = await openAskingStory(SCRIPT);
  const { page, context, origin, complaints } = person;
  await page.clock.install();
  await person.goTo("/needs-me");
  await sees(page, "Which way?");
  const other = await context.newPage();
  await other.goto(origin);
  await expect.poll(() => other.title()).toBe("(1) makima");

  await page.keyboard.press("s");
  await page.getByRole("menu").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await sees(page, /Put off until/);
  await sees(page, "Nothing needs you");
  for (const tab of [page, other]) await expect.poll(() => tab.title()).toBe("makima");
  await page.reload();
  await page.getByText("1 put off").click();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Back now" }).click();
  await page.getByRole("heading", { name: "Which way?" }).waitFor();
  for (const tab of [page, other]) await expect.poll(() => tab.title()).toBe("(1) makima");

  await page.keyboard.press("s");
  await page.keyboard.press("Enter");
  await sees(page, "1 put off");
  await page.clock.fastForward("01:00:01");
  await page.getByRole("heading", { name: "Which way?" }).waitFor();
  await expect.poll(() => page.title()).toBe("(1) makima");
  expect(complaints).toEqual([]);
});
