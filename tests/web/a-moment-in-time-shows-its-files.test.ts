// The handle goes back in time: beside the words of then stand the files of then, each can be read, and what has changed since is told.
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { openAskingStory } from "./open-asking-story.ts";
import { sees } from "./open-browser.ts";

const EVIL = "<img src=x onerror=window.hacked=1>";
const SCRIPT = `
steps:
  - say: I begin.
  - write: src/deep/poem.txt
    content: "The first line ${EVIL}\\n"
  - write: "${EVIL}.html"
    content: "<script>window.hacked=2</script>\\n"
  - write: empty.txt
    content: ""
  - run: "printf 'a\\\\0b' > picture.bin; ln -s /etc/passwd link"
  - tool: create_checkpoint
    args: { message: The first line }
  - write: src/deep/poem.txt
    content: "The second line\\n"
  - say: I went on.
  - tool: create_checkpoint
    args: { message: The second line }
  - ask: { question: Is it done? }
`;

test("by keys, with hostile names, and as a link", async () => {
  const { contract, person } = await openAskingStory(SCRIPT, {
    colorScheme: "dark",
    reducedMotion: "reduce",
  });
  const { page } = person;
  await person.goTo(`/timeline?contract=${contract.id}`);
  const first = page.getByRole("button", { name: /checkpoint.*The first line/i }).first();
  await first.press("Enter");
  await page.getByRole("radio", { name: "Files" }).press("Enter");
  await expect.poll(() => page.url()).toContain("see=files");
  const row = (name: string | RegExp) => page.getByRole("button", { name });
  await row(/^src/).press("Enter");
  await row(/^deep/).press("Enter");
  await sees(page, `${EVIL}.html`);
  expect(await findBarriers(page)).toEqual([]);
  await row(/^poem\.txt/).press("Enter");
  await page.getByRole("dialog").getByText("The first line").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Escape");

  for (const [name, told] of [
    ["picture.bin", /This is no text/],
    ["link", /A link to.*\/etc\/passwd/],
    ["empty.txt", "It is empty."],
    [`${EVIL}.html`, "<script>window.hacked=2</script>"],
  ] as const) {
    await page.getByRole("searchbox", { name: "Find a file" }).fill(name);
    await page.getByTitle(name, { exact: true }).press("Enter");
    await page.getByRole("dialog").getByText(told).first().waitFor();
    await page.keyboard.press("Escape");
  }
  await page.reload();
  await page.getByRole("searchbox", { name: "Find a file" }).waitFor();

  await page.getByRole("radio", { name: "Changed since then" }).press("Enter");
  await page.getByText("The second line").locator("visible=true").last().waitFor();
  await sees(page, "src/deep/poem.txt");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Back to now" }).press("Enter");
  await sees(page, "Nothing has changed since then.");
  expect(await page.evaluate("window.hacked")).toBeUndefined();
  expect(person.complaints).toEqual([]);
});
