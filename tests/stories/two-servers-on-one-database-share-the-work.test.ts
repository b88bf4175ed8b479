// Two servers on one database: a daemon at each, people at both, and one of them dies. Nobody has to know which server did what.
import { createClient } from "@makima/client";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SCRIPT = `
steps:
  - spawn: { name: helper, plan: "script: ./helper.yaml" }
    as: helper
  - ask: { question: Which colour?, choices: [red, blue] }
    as: colour
  - wait: \${helper.taskId}
  - merge: \${helper.taskId}
  - tool: complete_contract
    args: { summary: "It is \${colour.response}" }
`;

const HELPER = `
steps:
  - write: helped.txt
    content: helped
  - tool: complete_task
    args: { summary: helped }
`;

test("answers race at two servers, and one of them dies under the work and comes back", async () => {
  const story = await openStory({ servers: 2, daemons: 2, repository: { files: { "helper.yaml": HELPER } } });
  const [first, second] = story.servers;
  if (first === undefined || second === undefined) throw new Error("the story has two servers");
  const elsewhere = createClient({
    url: second.url,
    apiKey: second.apiKey,
    patienceMs: 60_000,
    checkAnswers: true,
  });
  const contracts = await Promise.all([1, 2, 3].map(() => story.startContract({ script: SCRIPT })));

  for (const contract of contracts) {
    const { id } = await contract.openQuestion();
    const answers = await Promise.allSettled([
      story.client.answerQuestion({ id, choices: ["red"] }),
      elsewhere.answerQuestion({ id, choices: ["blue"] }),
    ]);
    const [won] = answers.filter((answer) => answer.status === "fulfilled");
    const [lost] = answers.filter((answer) => answer.status === "rejected");
    const winner = won?.value.response;
    expect(lost?.reason).toMatchObject({ code: "ALREADY_ANSWERED", details: { response: winner } });
    expect((await elsewhere.getQuestion({ id })).response).toEqual(winner);
  }
  await story.killServer(1);
  // Whoever was at the first server notices nothing; the daemon of the second one waits with its agents until it is back.
  expect((await story.client.listContracts({})).items).toHaveLength(contracts.length);
  await story.restartServer(1);
  await Promise.all(contracts.map((contract) => contract.ended()));

  for (const contract of contracts) {
    expect(await story.repository.show(contract.branch, "helped.txt")).toBe("helped");
    expect(await contract.events("task.merged")).toHaveLength(1);
    expect(await contract.events("contract.completed")).toHaveLength(1);
  }
  const { items: seen } = await elsewhere.listContracts({ status: "completed" });
  expect(seen.map(({ id }) => id).sort()).toEqual(contracts.map(({ id }) => id).sort());
  await story.checkHistory();
});
