// An agent reaches its provider's limit in the middle of its work: its task waits without a process, also over a restart of the server, says
// for what and until when, and goes on by itself. Nobody is asked, nothing counts as a crash, and nothing is done twice.
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const LIMITED = `
steps:
  - say: I begin.
  - refuse: rate_limited
    message: Five hours of work are used up.
    resetAfterMs: 4000
    once: true
  - say: I go on.
  - tool: complete_contract
    args: { summary: done after the limit }
`;

test("it is parked until the limit is over and goes on where it was", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: LIMITED });
  const { id } = await contract.task("supervisor");
  const parked = await eventually("it is parked", async () => {
    const task = await story.client.getTask({ id });
    return task.waitingFor.some(({ kind }) => kind === "time") ? task : undefined;
  });
  const [refused] = await contract.events("task.refused");
  expect(refused?.data).toMatchObject({ kind: "rate_limited", inARow: 1, next: "park" });
  expect(parked).toMatchObject({ status: "waiting", epoch: 1 });
  expect(parked.waitingFor).toMatchObject([
    {
      kind: "time",
      until: refused?.data["until"],
      reason: expect.stringContaining("Five hours of work") as unknown,
    },
  ]);
  const held = await story.client.getSupervisor({ id: contract.id });
  expect(held).toMatchObject({ state: "blocked", errorMessage: expect.stringContaining("limit") as unknown });

  await story.killServer();
  await story.restartServer();
  await contract.ended();
  const woken = await story.client.getTask({ id });
  expect(woken).toMatchObject({ epoch: 2, restorationCount: 0 });
  const log = await story.agentLog();
  expect(log.flatMap(({ kind, text }) => (kind === "say" ? [text] : []))).toEqual(["I begin.", "I go on."]);
  expect(await contract.events("question.asked")).toEqual([]);
  await story.checkHistory();
});
