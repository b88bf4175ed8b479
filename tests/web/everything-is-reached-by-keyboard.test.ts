// A person without a mouse, in the dark and at a phone's width: every page is reached, read and used by keys alone.
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { openAskingStory } from "./open-asking-story.ts";
import { sees } from "./open-browser.ts";

const SCRIPT = `
steps:
  - say: Two things to decide.
  - ask: { question: Which way?, choices: [left, right] }
  - ask: { question: Which of these?, choices: [one, two, three], multiSelect: true }
  - ask: { question: What is it called? }
`;

test("the queue, the palette and the pages", async () => {
  const { contract, person } = await openAskingStory(SCRIPT, {
    colorScheme: "dark",
    reducedMotion: "reduce",
  });
  const { page } = person;
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await sees(page, "A story");
  await press("g", "n");
  await page.getByRole("heading", { name: "Needs me" }).waitFor();
  await sees(page, "Which way?");
  await press("1");
  await sees(page, "Which of these?");
  await press("1", "3");
  await page.getByRole("button", { name: "Send 2 chosen" }).press("Enter");
  await sees(page, "What is it called?");
  await press("a");
  await page.keyboard.type("Beatrice");
  await press("Control+Enter");
  await sees(page, "Nothing needs you");
  const answers = (await contract.events("question.answered")).map(({ data }) => data["response"]);
  expect(answers).toEqual([["left"], ["one", "three"], "Beatrice"]);

  await press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await press("Escape", "Control+k");
  await page.getByRole("combobox").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.type("A story");
  await press("Enter");
  await page.getByRole("heading", { name: "A story", level: 1 }).waitFor();
  await press("g", "c", "j");
  await expect.poll(() => page.evaluate("document.activeElement?.textContent")).toContain("A story");
  await press("g", "t");
  await page.getByRole("heading", { name: "Timeline" }).waitFor();
  expect(person.complaints).toEqual([]);
});

test.each(["light", "dark"] as const)(
  "no page has a barrier, at the width of a phone and in the %s",
  async (colorScheme) => {
    const { contract, person } = await openAskingStory(SCRIPT, {
      colorScheme,
      viewport: { width: 390, height: 844 },
    });
    const { page } = person;
    const paths = [
      "/",
      "/?view=list",
      "/needs-me",
      "/new",
      `/contracts/${contract.id}`,
      "/timeline",
      "/machines",
      "/settings",
    ];
    for (const path of [
      ...paths,
      `/timeline?contract=${contract.id}`,
      `/timeline?contract=${contract.id}&see=files`,
      `/contracts/${contract.id}?tab=graph`,
      `/contracts/${contract.id}?tab=events`,
    ]) {
      await person.goTo(path);
      await page.getByRole("main").locator("h1, h2, button").first().waitFor();
      await sees(page, "live");
      expect({ path, barriers: await findBarriers(page) }).toEqual({ path, barriers: [] });
      const tooWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      expect({ path, tooWide }).toEqual({ path, tooWide: false });
    }
  },
);
