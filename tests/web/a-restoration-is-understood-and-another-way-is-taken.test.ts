// A machine's daemon dies in mid-work. The report says what happened, what was kept and what was decided, and another way is one button away.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { sees, signInPerson } from "./open-browser.ts";

const SCRIPT = `
steps:
  - say: I work on it.
  - write: a.txt
    content: "one\\n"
  - tool: create_checkpoint
    args: { message: the first step }
  - run: while [ ! -e go ]; do sleep 0.1; done
  - ask: { question: Which way?, choices: [left, right] }
`;

test("the report, its link, and a way that was not taken", async () => {
  const story = await openStory({ repository: { files: { ".gitignore": "go\n" } } });
  const contract = await story.startContract({ script: SCRIPT });
  const { id } = await contract.task("supervisor");
  await eventually("its loop has begun", async () =>
    (await story.agentLog()).some(({ type, kind }) => type === "effect" && kind === "run"),
  );
  const { worktreePath } = await story.client.getTask({ id });
  const [daemon] = story.daemons;
  await daemon?.kill();
  await daemon?.restart();

  const person = await signInPerson(story.client, { colorScheme: "dark" });
  const { page } = person;
  await person.goTo(`/contracts/${contract.id}`);
  await page.getByRole("link", { name: "restored 1×" }).press("Enter", { timeout: 60_000 });
  await sees(page, "supervisor, restoration 1");
  for (const told of ["What happened", "What was kept", "What was lost", "What was decided, and why"])
    await sees(page, told);
  await sees(page, "Go on as it was");
  expect(await findBarriers(page)).toEqual([]);

  await writeFile(join(worktreePath ?? "", "go"), "");
  await contract.openQuestion();
  // A button that may not be pressed yet, since a turn runs, becomes one that may.
  await page.getByRole("button", { name: "Begin with an empty conversation" }).click({ timeout: 60_000 });
  await sees(page, "It is being done");
  await sees(page, "supervisor, restoration 2");
  const [newest] = (await story.client.listRestorations({ id: contract.id })).items;
  expect(newest).toMatchObject({ number: 2, plan: "start_fresh", source: "manual" });
  expect(person.complaints).toEqual([]);
});
