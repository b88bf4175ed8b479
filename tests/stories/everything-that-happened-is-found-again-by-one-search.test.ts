// What agents said, what their tools printed and what they were to do is found by its words, also after the server died before it was indexed.
import { eventually } from "@makima/testkit/eventually";
import { makimaIn } from "@makima/testkit/makima-in";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - say: I saw a heliotrope in src/garden/flower_bed.ts.
  - run: "echo heliotrope was printed"
    expect: 0
  - tool: complete_task
    args: { summary: The heliotrope is planted }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: gardener, plan: "script: ./gardener.yaml" }
    as: gardener
  - wait: \${gardener.taskId}
  - ask: { question: Is the heliotrope well?, choices: ["yes"] }
  - tool: complete_contract
    args: { summary: done }
`;

test("one search finds the goal, the words and the output, and no other contract's", async () => {
  const story = await openStory({ repository: { files: { "gardener.yaml": WORKER } } });
  const contract = await story.startContract({ script: SUPERVISOR });
  const other = await story.startContract({ script: "steps: []" });
  const question = await contract.openQuestion();
  await story.killServer();
  await story.restartServer();
  await story.client.answerQuestion({ id: question.id, choices: ["yes"] });
  await contract.ended();

  const find = async (q: string, more: { contractId?: string; kind?: "goal" | "message" | "output" } = {}) =>
    (await story.client.search({ q, ...more })).items;
  const hits = await eventually("all kinds are found", async () => {
    const found = await find("heliotrope");
    return new Set(found.map(({ kind }) => kind)).size === 3 && found;
  });
  expect(hits.every(({ contractId, inView }) => contractId === contract.id && inView)).toBe(true);
  expect(hits.every(({ excerpt }) => excerpt.some(({ text, hit }) => hit && text === "heliotrope"))).toBe(
    true,
  );
  const roles = new Set(hits.map(({ role }) => role));
  for (const role of ["assistant", "tool_call"] as const) expect(roles).toContain(role);
  expect(await find("flower_bed")).toMatchObject([{ kind: "message", taskName: "gardener" }]);
  expect(await find("garden/flower", { kind: "message" })).toHaveLength(1);
  expect(await find("heliotrope", { contractId: other.id })).toEqual([]);
  await readAtTheTerminal(story);
  await story.checkHistory();
});

async function readAtTheTerminal(story: Story): Promise<void> {
  const run = makimaIn(story);
  const makima = (...args: string[]) => run("search", ...args);
  expect((await makima("heliotrope", "saw")).stdout).toContain("I saw a heliotrope in src/garden");
  const found = await makima("flower_bed");
  expect(found).toMatchObject({ exitCode: 0, stderr: "" });
  expect(found.stdout).toContain("I saw a heliotrope in src/garden/flower_bed.ts.");
  expect((await makima("nothing-of-that-kind")).stdout).toContain("Nothing was found.");
  const two = JSON.parse((await makima("heliotrope", "--limit", "2", "--json")).stdout) as Record<
    string,
    unknown
  >;
  expect(two).toMatchObject({ hits: [{}, {}] });
  expect(typeof two["nextCursor"]).toBe("string");
  const empty = await makima("...");
  expect(empty.exitCode).toBe(2);
  expect(empty.stderr).toContain("at least one word");
}
