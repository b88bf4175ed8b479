// A person takes a waiting supervisor back to a checkpoint: shown first without doing anything, then done, with its question still open.
import { access } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { makimaIn } from "@makima/testkit/makima-in";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SUPERVISOR = `
steps:
  - write: a.txt
    content: a
  - tool: create_checkpoint
    args: { message: only a }
  - write: b.txt
    content: b
  - ask: { question: Is it good?, choices: ["yes", "no"] }
    as: answer
  - tool: complete_contract
    args: { summary: "\${answer.response}" }
`;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

test("code and conversation go back, the way back is kept, and nobody is asked twice", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: SUPERVISOR });
  const question = await contract.openQuestion();
  const of = { id: contract.id };
  const before = await eventually("it waits without a turn", async () => {
    const supervisor = await story.client.getSupervisor(of);
    return supervisor.state === "waiting_for_user" && supervisor;
  });
  const id = before.supervisorTaskId;
  const worktree = (await story.client.getTask({ id })).worktreePath ?? "";
  const [first] = (await story.client.getCheckpoints({ id })).items;
  if (first === undefined) throw new Error("it has made a checkpoint");
  const resume = { ...of, resumeMode: "from_checkpoint", checkpointId: first.id };

  const dry = await story.client.resumeSupervisor({ ...resume, dryRun: true });
  expect(dry.report).toMatchObject({ plan: "use_checkpoint", checkpointId: first.id, source: "manual" });
  expect((await story.client.getSupervisor(of)).version).toBe(before.version);
  expect(await exists(join(worktree, "b.txt"))).toBe(true);

  const done = await story.client.resumeSupervisor({ ...resume, additionalContext: "Look again." });
  expect(done).toMatchObject({
    resumedFrom: { messageCount: before.messageCount },
    restoration: { previousState: "waiting_for_user", restorationCount: 1, pendingQuestionsCount: 1 },
  });
  const after = await eventually("it asks again, and is joined to its open question", async () => {
    const supervisor = await story.client.getSupervisor(of);
    return supervisor.restorationCount === 1 && supervisor.state === "waiting_for_user" && supervisor;
  });
  expect(after.pendingQuestions).toMatchObject([
    { id: question.id, isRestored: true, askedAt: question.askedAt },
  ]);

  const checkpoints = (await story.client.getCheckpoints({ id })).items;
  expect(checkpoints.map(({ reason }) => reason)).toContain("before_rewind");
  const { items } = await story.client.listRestorations(of);
  expect(items).toMatchObject([{ source: "manual", plan: "use_checkpoint", rung: "told" }]);
  await readAtTheTerminal(story, contract.id);
  await story.client.answerQuestion({ id: question.id, choices: ["yes"] });
  await contract.ended();
  expect(await contract.events("question.asked")).toHaveLength(1);
  expect(await contract.events("question.answered")).toHaveLength(1);
  await story.checkHistory();
});

/** What the commands print of it. */
async function readAtTheTerminal(story: Story, contractId: string): Promise<void> {
  const run = makimaIn(story);
  const makima = (...args: string[]) => run("supervisor", ...args);
  const printed = await makima("restoration", contractId);
  expect(printed).toMatchObject({ exitCode: 0, stderr: "" });
  for (const told of [
    "Restoration 1 of the supervisor",
    "use_checkpoint",
    "A person chose it.",
    "out of view, and kept",
  ])
    expect(printed.stdout).toContain(told);
  const planned = await makima("resume", contractId, "--mode", "restart_phase", "--dry-run", "--json");
  expect(JSON.parse(planned.stdout)).toMatchObject({ report: { plan: "start_fresh" } });
  expect((await makima("restoration", contractId, "--dry-run")).exitCode).toBe(4);
  expect((await makima("show", contractId)).stdout).toContain("still asks");
}
