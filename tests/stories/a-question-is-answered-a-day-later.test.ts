// A person answers a day later. Meanwhile the agent is rows: no process waits with it, and the answer begins its next turn.
import { blocksOf } from "@makima/testkit/agent-log";
import { findAgents } from "@makima/testkit/agent-processes";
import { moveClock } from "@makima/testkit/clock";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SCRIPT = `
steps:
  - ask: { question: Tea or coffee?, choices: [tea, coffee] }
    as: drink
  - say: It will be \${drink.response}
  - tool: complete_contract
    args: { summary: "We have \${drink.response}" }
`;

test.each(["scripted", "scripted-no-load"])(
  "the agent %s is parked for the day and gets the answer as its next turn",
  async (agent) => {
    const story = await openStory();
    const contract = await story.startContract({ script: SCRIPT, supervisorAgent: agent });
    const question = await contract.openQuestion();
    await eventually("the supervisor is parked", async () => {
      const [ended] = await contract.events("run.ended");
      return ended?.data["reason"] === "parked" && (await findAgents(story.root)).length === 0;
    });
    expect((await contract.now()).supervisor?.state).toBe("waiting_for_user");

    await moveClock(story.database, "1 day");
    const stillOpen = await contract.openQuestion();
    expect({ id: stillOpen.id, askedAt: stillOpen.askedAt }).toEqual({
      id: question.id,
      askedAt: question.askedAt,
    });
    expect(await findAgents(story.root)).toEqual([]);
    expect(await contract.events("restoration.")).toEqual([]);
    const answered = await story.client.answerQuestion({ id: question.id, choices: ["coffee"] });
    const waitedMs = Date.parse(answered.answeredAt ?? "") - Date.parse(answered.askedAt);
    expect(waitedMs).toBeGreaterThan(86_400_000);
    await contract.ended();

    const prompts = (await story.agentLog()).filter(({ kind }) => kind === "prompt");
    expect(prompts).toHaveLength(2);
    expect(prompts.flatMap(blocksOf)).toContainEqual(
      expect.objectContaining({ kind: "answer", questionId: question.id }),
    );
    const said = (await story.agentLog()).filter(({ type, kind }) => type === "effect" && kind === "say");
    expect(said).toHaveLength(1);
    // A wake is no restoration, however long the sleep.
    expect(await contract.events("restoration.")).toEqual([]);
    await story.checkHistory();
  },
);
