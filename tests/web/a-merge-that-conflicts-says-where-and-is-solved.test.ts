// Two workers change the same line. A person merges both: the second merge changes nothing, says which files conflict, and is solved by one button.
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { sees, signInPerson } from "./open-browser.ts";

const writer = (colour: string): string => `
steps:
  - if: { var: prompt, contains: could not be merged }
    jump: solve
  - edit: shared.txt
    find: "the colour is not known"
    replace: "the colour is ${colour}"
  - tool: complete_task
    args: { summary: "${colour} it is" }
  - endTurn: true
  - id: solve
    run: git merge --no-edit "$(git for-each-ref --format='%(refname)' 'refs/remotes/makima/*-????????')"
  - write: shared.txt
    content: "the colour is red and blue"
  - tool: complete_task
    args: { summary: Both of them }
`;
const SUPERVISOR = `
steps:
  - spawn: { name: red, plan: "script: ./red.yaml" }
    as: red
  - spawn: { name: blue, plan: "script: ./blue.yaml" }
    as: blue
  - wait: ["\${red.taskId}", "\${blue.taskId}"]
  - ask: { question: Are they merged? }
`;

test("by pointer, in the dark and at a phone's width too", async () => {
  const files = {
    "shared.txt": "the colour is not known",
    "red.yaml": writer("red"),
    "blue.yaml": writer("blue"),
  };
  const story = await openStory({ repository: { files } });
  const contract = await story.startContract({ script: SUPERVISOR });
  await contract.openQuestion();
  const [red, blue] = [await contract.task("red"), await contract.task("blue")];
  const person = await signInPerson(story.client, { colorScheme: "dark" });
  const { page } = person;
  await person.goTo(`/contracts/${contract.id}?task=${red.id}`);
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await sees(page, "red is merged");
  await person.goTo(`/contracts/${contract.id}?task=${blue.id}`);
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  const conflict = page.getByRole("region", { name: "It could not be merged" });
  await conflict.getByText("shared.txt").waitFor({ timeout: 60_000 });
  expect(await findBarriers(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
  await page.reload();
  await conflict.getByText("shared.txt").waitFor();
  await conflict.getByRole("button", { name: "Let its agent solve it" }).press("Enter");
  const solver = await contract.task("blue, conflicts solved");
  await page.getByRole("heading", { name: /blue, conflicts solved/ }).waitFor();
  expect(solver).toMatchObject({ baseOn: { taskId: blue.id }, agent: blue.agent });
  expect(solver.plan).toContain('- "shared.txt"');
  expect(person.complaints).toEqual([]);
});
