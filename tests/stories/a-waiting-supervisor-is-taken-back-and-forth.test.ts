// A person looks at what a rewind would do, takes a waiting supervisor back, undoes that, and does it again; its agent goes on from there. Each with
// nothing, the daemon or the server killed in the middle of it.
import { access } from "node:fs/promises";
import { join } from "node:path";
import { blocksOf } from "@makima/testkit/agent-log";
import { eventually } from "@makima/testkit/eventually";
import { killWhileRewinding } from "@makima/testkit/kill-while-rewinding";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SUPERVISOR = `
steps:
  - write: a.txt
    content: a
  - tool: create_checkpoint
    args: { message: only a }
  - say: A is written.
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

test.each(["nothing", "daemon", "server"])("with %s killed in the middle", async (killed) => {
  const story = await openStory({
    ...(killed === "daemon" ? { daemonDiesAt: "record made: command_done#4" } : {}),
  });
  const contract = await story.startContract({ script: SUPERVISOR });
  const question = await contract.openQuestion();
  const { supervisorTaskId: id } = await story.client.getSupervisor({ id: contract.id });
  const { worktreePath } = await eventually("it waits, and its turn has ended", async () => {
    const task = await story.client.getTask({ id });
    return task.status === "waiting" && task;
  });
  const worktree = worktreePath ?? "";
  const hasB = () => exists(join(worktree, "b.txt"));
  const talk = () => contract.conversation(id);
  const whole = await talk();

  const rewind = { id, checkpointNumber: 1, rewindConversation: true };
  const shown = await story.client.rewindTask({ ...rewind, dryRun: true });
  expect(shown).toMatchObject({
    files: [{ path: "b.txt", change: "deleted" }],
    openQuestions: [{ questionId: question.id, question: "Is it good?" }],
    notTakenBack: [],
  });
  expect(await hasB()).toBe(true);
  expect(await talk()).toEqual(whole);

  if (killed === "nothing") await refuseTwice(story, id);
  const rewinding = story.client.rewindTask(rewind);
  await killWhileRewinding(story, killed);
  const done = await rewinding;
  if (!("undoCheckpointId" in done) || !("messagesRemoved" in shown)) throw new Error("it was not done");
  expect(done).toMatchObject({ filesChanged: 1, messagesRemoved: shown.messagesRemoved });
  expect(await hasB()).toBe(false);
  expect(await talk()).toEqual(whole.slice(0, done.newMessageCount));

  const undone = await story.client.rewindTask({ id, undoCheckpointId: done.undoCheckpointId });
  expect(undone).toMatchObject({ messagesRemoved: 0, messagesRestored: done.messagesRemoved });
  expect(await hasB()).toBe(true);
  expect(await talk()).toEqual(whole);

  if (!("undoCheckpointId" in undone)) throw new Error("it was not undone");
  await story.client.rewindTask({ id, undoCheckpointId: undone.undoCheckpointId, afterPoint: "withdraw" });
  expect(await hasB()).toBe(false);
  expect((await story.client.getQuestion({ id: question.id })).status).toBe("withdrawn");
  await story.client.messageTask({ id, text: "Go on." });
  const again = await contract.openQuestion([question.id]);
  expect(again).toMatchObject({ question: "Is it good?", isRestored: false, earlierAnswer: null });
  expect(await hasB()).toBe(true);
  await story.client.answerQuestion({ id: again.id, choices: ["yes"] });
  await contract.ended();

  expect((await story.client.getTask({ id })).restorationCount).toBe(0);
  const notices = (await story.agentLog()).flatMap(blocksOf).filter(({ kind }) => kind === "rewind");
  expect(notices).toHaveLength(3);
  const types = (await contract.events()).map(({ type }) => type);
  expect(types.filter((type) => type === "code.rewound")).toHaveLength(3);
  expect(types.filter((type) => type === "conversation.rewound")).toHaveLength(3);
  await story.checkHistory();
});

/** Its daemon finds the branch, so it is refused late; nothing moves, and the same request again is refused with the same code. */
async function refuseTwice({ client }: Story, id: string): Promise<void> {
  const wish = { id, checkpointNumber: 1, preserveMode: "branch", branchName: "main" } as const;
  const key = { idempotencyKey: "to-a-branch-that-is-there" };
  const refused = { code: "BRANCH_EXISTS", status: 409 };
  await expect(client.rewindTask(wish, key)).rejects.toMatchObject(refused);
  await expect(client.rewindTask(wish, key)).rejects.toMatchObject(refused);
}
