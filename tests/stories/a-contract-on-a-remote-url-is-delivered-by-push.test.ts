// A repository that is a URL behind a login: the person's own git fetches its base when the contract starts and pushes the branch when it is told to.
// What cannot be reached waits and says so, and what is refused is told with the mend.
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { makimaIn } from "@makima/testkit/makima-in";
import { makePersonHome, makeRemote, type TestRemote } from "@makima/testkit/remotes";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";

const WORKER = `
steps:
  - write: made.txt
    content: made by a worker
  - tool: complete_task
    args: { summary: Done }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: worker, plan: "script: ./worker.yaml" }
    as: worker
  - wait: \${worker.taskId}
  - merge: \${worker.taskId}
  - tool: complete_contract
    args: { summary: Merged }
`;

async function openRemoteStory(): Promise<{ story: Story; remote: TestRemote }> {
  const story = await openStory({ daemonEnvironment: { MAKIMA_PRIVATE_HOSTS: "127.0.0.1" } });
  const remote = await makeRemote(join(story.root, "forge"));
  onTestFinished(() => remote.host.stop());
  await remote.commit("worker.yaml", WORKER);
  await makePersonHome(story.root, remote);
  return { story, remote };
}

const at = (remote: TestRemote) => ({ repository: { url: remote.url } });

test("it runs from the remote's newest base to a merged branch, which reaches the remote when the person says so", async () => {
  const { story, remote } = await openRemoteStory();
  const makima = makimaIn(story);
  const { client } = story;
  const goal = `Do it.\n\n\`\`\`makima-script\n${SUPERVISOR.trim()}\n\`\`\`\n`;
  const draft = await client.createContract({ goal, ...at(remote), supervisorAgent: "scripted" });
  expect(draft.repository).toMatchObject({ url: remote.url, baseBranch: "main", check: "ok", problem: null });
  const newest = await remote.commit("later.txt", "pushed after the contract was made\n");
  await client.startContract({ id: draft.id });
  await eventually("the contract is complete", async () => {
    return (await client.getContract({ id: draft.id })).status === "completed";
  });
  expect(await remote.git("branch", "--list", "makima/*")).toBe("");

  const delivered = await makima("contract", "deliver", draft.id);
  expect(delivered).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(draft.branch) as string });
  expect(await remote.git("show", `${draft.branch}:made.txt`)).toBe("made by a worker");
  expect(await remote.git("merge-base", draft.branch, "main")).toBe(newest);
  expect((await makima("contract", "deliver", draft.id)).exitCode).toBe(0);
  const now = await client.getContract({ id: draft.id });
  expect(now.repository.pushed?.commit).toBe(await remote.git("rev-parse", draft.branch));
  const { items } = await client.getTimeline({ contractId: draft.id, type: "contract.delivered" });
  expect(items).toHaveLength(1);
  await story.checkHistory();
});

test("with delivery: push it is pushed by itself, and a push that is rejected waits for the person", async () => {
  const { story, remote } = await openRemoteStory();
  const makima = makimaIn(story);
  await remote.decline("frozen for the release");
  const contract = await story.startContract({
    script: SUPERVISOR,
    more: { ...at(remote), delivery: "push" },
  });
  await contract.ended();
  const problem = await eventually("the rejection is shown", async () => {
    return (await contract.now()).repository.problem;
  });
  expect(problem).toMatchObject({
    code: "PUSH_DECLINED",
    message: expect.stringContaining("frozen for the release") as string,
  });
  const refused = await makima("contract", "deliver", contract.id);
  expect(refused).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining("frozen for the release") as string,
  });
  await remote.decline(null);
  expect((await makima("contract", "deliver", contract.id)).exitCode).toBe(0);
  expect((await contract.now()).repository).toMatchObject({
    problem: null,
    pushed: { commit: expect.any(String) as string },
  });

  const second = await story.startContract({ script: SUPERVISOR, more: { ...at(remote), delivery: "push" } });
  await second.ended();
  await eventually("it was pushed", async () => (await second.now()).repository.pushed !== null);
  expect(await remote.git("show", `${second.branch}:made.txt`)).toBe("made by a worker");
});

test("while the remote is away a started contract waits and says so, and begins when it is back", async () => {
  const { story, remote } = await openRemoteStory();
  const { client } = story;
  const goal = `Do it.\n\n\`\`\`makima-script\n${SUPERVISOR.trim()}\n\`\`\`\n`;
  const { id } = await client.createContract({ goal, ...at(remote), supervisorAgent: "scripted" });
  await remote.host.stop();
  await client.startContract({ id });
  const problem = await eventually("it says so", async () => {
    return (await client.getContract({ id })).repository.problem;
  });
  expect(problem).toMatchObject({ code: "REMOTE_UNREACHABLE" });
  expect((await client.getContract({ id })).supervisorTaskId).toBeNull();
  await remote.host.start();
  await eventually("it is complete", async () => (await client.getContract({ id })).status === "completed");
  expect((await client.getContract({ id })).repository.problem).toBeNull();
});

test("what is wrong with a URL is told when the contract is made, and no secret in one is ever repeated", async () => {
  const { story, remote } = await openRemoteStory();
  const makima = makimaIn(story);
  const make = (url: string, ...more: string[]) =>
    makima("contract", "new", "--repo", url, "--goal", "g", "--agent", "scripted", ...more);
  const none = remote.url.replace("demo", "none");
  const refusals: [string[], RegExp, RegExp][] = [
    [[none], /none\.git does not exist/, /→ Check the URL/],
    [["https://no-such-host.invalid/a.git"], /host that cannot be resolved/, /→ Check the host's name/],
    [[remote.url, "--base", "release"], /no branch "release"/, /→ Choose one that exists: main/],
    [["https://me:pa55word@git.example.test/demo.git"], /holds a user or a password/, /→/],
    [["http://git.example.test/demo.git"], /http, which anybody on the way can read/, /→/],
  ];
  for (const [[url = "", ...more], problem, mend] of refusals) {
    const { exitCode, stderr, stdout } = await make(url, ...more);
    expect([url, exitCode === 0, stdout]).toEqual([url, false, ""]);
    expect(stderr).toMatch(problem);
    expect(stderr).toMatch(mend);
    expect(stderr).not.toContain("pa55word");
  }
  await makePersonHome(story.root, { ...remote, password: "wrong" });
  const { stderr } = await make(remote.url);
  expect(stderr).toMatch(/refused the login/);
  expect(stderr).toMatch(/→ Store credentials/);
});
