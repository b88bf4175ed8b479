// A person reads what changed, says at each line what should be different, and sends all of it at once: the agent's next turn begins with it.
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { sees, signInPerson } from "./open-browser.ts";

const FILES = `
  - write: poem.txt
    content: "The sea is wide\\nThe sea is deep\\n<img src=x onerror=window.hacked=1>\\n"
  - write: "src/a\`b.ts"
    content: "export const tide = 1;\\n"
`;
const SCRIPT = `
steps:
${FILES}
  - endTurn: true
  - expectPrompt: { contains: "One word will do." }
  - say: Understood.
  - endTurn: true
  - say: Once more.
`;

const MESSAGE = `2 comments on your changes:

\`poem.txt\`, line 1:
\`\`\`
The sea is wide
\`\`\`
One word will do.

\`poem.txt\`, lines 2 to 3:
\`\`\`
The sea is deep
<img src=x onerror=window.hacked=1>
\`\`\`
And why that?`;

test("by pointer and by keys, kept over a reload, sent once, with file, line and what stands there", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: SCRIPT });
  const { id } = await contract.task("supervisor");
  const person = await signInPerson(story.client);
  const { page } = person;
  await expect
    .poll(async () => (await story.client.getTask({ id })).status, { timeout: 60_000 })
    .toBe("waiting");
  await person.goTo(`/contracts/${contract.id}?tab=diff`);

  const poem = page.locator("diffs-container").filter({ hasText: "poem.txt" }).first();
  await page.locator('[data-column-number="1"]').first().click();
  await page.getByLabel("What should be different here?").fill("One word will do.");
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Control+Enter");
  await sees(page, "1 comment");

  await page.getByRole("button", { name: "Comment on poem.txt" }).press("Enter");
  await page.getByRole("spinbutton", { name: "Line" }).fill("2");
  await page.getByRole("spinbutton", { name: "to" }).fill("3");
  await sees(page, /The sea is deep\s+<img/);
  await page.getByRole("spinbutton", { name: "to" }).fill("300");
  await page.getByRole("spinbutton", { name: "Line" }).fill("200");
  await sees(page, "These lines are not among what is shown.");
  await page.getByRole("spinbutton", { name: "Line" }).fill("2");
  await page.getByLabel("What should be different here?").fill("And why that?");
  await page.getByRole("button", { name: "Add comment" }).press("Enter");
  await sees(page, "2 comments");
  await page.reload();
  await sees(page, "And why that?");
  expect(await poem.count()).toBe(1);
  expect(await page.evaluate("window.hacked")).toBeUndefined();
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("button", { name: "Send 2 to supervisor" }).press("Enter");
  await sees(page, "Sent as one message");
  await page.getByRole("button", { name: /^Send/ }).waitFor({ state: "detached" });
  await page.getByRole("tab", { name: "Conversation" }).click();
  await sees(page, "Understood.");
  const said = (await contract.conversation(id)).filter(
    ({ role, content }) => role === "user" && content.includes("comments"),
  );
  expect(said.map(({ content }) => content.slice(0, MESSAGE.length))).toEqual([MESSAGE]);
  expect(person.complaints).toEqual([]);
});

test("what a finished task changed is told to the one that leads", async () => {
  const story = await openStory({
    repository: {
      files: {
        "README.md": "# Here\n",
        "worker.yaml": `steps:\n  - write: done.txt\n    content: "done\\n"\n`,
      },
    },
  });
  const contract = await story.startContract({
    script: `
steps:
  - tool: spawn_task
    args: { name: helper, plan: "script: ./worker.yaml" }
  - endTurn: true
  - endTurn: true
  - endTurn: true
`,
  });
  const { id } = await contract.task("helper");
  await expect
    .poll(async () => (await story.client.getTask({ id })).status, { timeout: 60_000 })
    .toBe("done");
  const person = await signInPerson(story.client);
  const { page } = person;
  await person.goTo(`/contracts/${contract.id}?tab=diff&task=${id}`);
  await page.locator('[data-column-number="1"]').first().click();
  await page.getByLabel("What should be different here?").fill("Say what is done.");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "Send it to the supervisor" }).click();
  await sees(page, "Sent as one message");
  const supervisor = await contract.task("supervisor");
  await expect
    .poll(async () => (await contract.conversation(supervisor.id)).map(({ content }) => content), {
      timeout: 60_000,
    })
    .toContainEqual(expect.stringMatching(/^A comment on the changes of helper:\n\n`done.txt`, line 1:/));
  expect(person.complaints).toEqual([]);
});
