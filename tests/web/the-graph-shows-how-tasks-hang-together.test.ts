// Who spawned whom, who waits for whom, what was forked from where, and a dot for each checkpoint that leads to its moment. Also in words, and with very many.
import type { Task } from "@makima/protocol/tasks";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { sees, signInPerson } from "./open-browser.ts";

const MADE = `
steps:
  - write: a.txt
    content: "one\\n"
  - tool: create_checkpoint
    args: { message: "<b onclick=window.hacked=1>the moment</b>" }
  - tool: complete_task
    args: { summary: It is made }
`;
const SUPERVISOR = `
steps:
  - spawn: { name: routes, plan: "script: ./made.yaml" }
    as: routes
  - wait: \${routes.taskId}
  - ask: { question: Is it good? }
`;

test("a fork is drawn at its checkpoint, and a dot leads to its moment, by keys", async () => {
  const story = await openStory({ repository: { files: { "made.yaml": MADE } } });
  const contract = await story.startContract({ script: SUPERVISOR });
  await contract.openQuestion();
  const { id } = await contract.task("routes");
  const point = { forkFromType: "checkpoint", forkFromValue: "1" } as const;
  await story.client.forkTask({ id, ...point, newTaskName: "again", newTaskPlan: "script: ./made.yaml" });
  const person = await signInPerson(story.client);
  const { page } = person;
  await person.goTo(`/contracts/${contract.id}?tab=graph`);
  await page.locator(".graph-drawing .graph-fork").waitFor({ state: "attached" });
  await page.getByRole("link", { name: /^routes, checkpoint 1/ }).waitFor({ state: "attached" });
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("radio", { name: "List" }).press("Enter");
  await sees(page, "fork of routes at checkpoint 1");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("radio", { name: "Graph" }).press("Enter");
  await page.getByRole("link", { name: /^routes, checkpoint 1/ }).press("Enter");
  await page.getByRole("heading", { name: "Timeline" }).waitFor();
  await sees(page, "checkpoint 1 (1 file changed)");
  expect(await page.evaluate("window.hacked")).toBeUndefined();
  expect(person.complaints).toEqual([]);
});

test("a thousand tasks are a thousand rows, of which only those in view are drawn", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: "steps: [{ ask: { question: Go on? } }]" });
  await contract.openQuestion();
  const supervisor = await contract.task("supervisor");
  const person = await signInPerson(story.client);
  const { page } = person;
  // What a server with so many tasks would answer; a real one would need a thousand turns for it.
  await page.route(/\/api\/v1\/mesh\/tasks\?/, async (route) => {
    const items = Array.from({ length: 1_000 }, (_, place) => standIn(supervisor, place));
    await route.fulfill({ json: { items, nextCursor: null } });
  });
  await person.goTo(`/contracts/${contract.id}?tab=graph`);
  await sees(page, "1000 tasks, 0 checkpoints");
  expect(await page.locator(".graph-names li").count()).toBeLessThan(120);
  await page.evaluate("document.querySelector('.graph').scrollTo(0, 1e6)");
  await page.locator(".graph-names").getByText("task 999", { exact: true }).waitFor();
  expect(await page.locator(".graph-names li").count()).toBeLessThan(120);
  expect(person.complaints).toEqual([]);
});

function standIn(supervisor: Task, place: number): Task {
  if (place === 0) return supervisor;
  const id = `00000000-0000-7000-8000-${String(place).padStart(12, "0")}`;
  return { ...supervisor, id, name: `task ${place}`, kind: "worker", parentTaskId: supervisor.id };
}
