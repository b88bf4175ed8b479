// A message comes while the turn of an agent runs that takes none meanwhile: it is not lost, disturbs nothing, and begins the next turn, once.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SCRIPT = `
steps:
  - say: I begin.
  - run: while [ ! -e go-on ]; do sleep 0.05; done
  - say: I am through.
`;

const MESSAGE = `Now the rest.

\`\`\`makima-script
steps:
  - say: I heard it.
  - tool: complete_contract
    args: { summary: both }
\`\`\`
`;

test("it is the next turn's first word, also when the daemon is killed meanwhile", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: SCRIPT });
  const { id } = await contract.task("supervisor");
  await eventually("the command runs", async () =>
    (await contract.conversation(id)).some(({ role }) => role === "tool_call"),
  );
  await story.client.messageTask({ id, text: MESSAGE });
  const { worktreePath } = await contract.task("supervisor");
  const [daemon] = story.daemons;
  await daemon?.kill();
  await writeFile(join(worktreePath ?? "", "go-on"), "");
  await daemon?.restart();
  await contract.ended();

  const said = (await contract.conversation(id)).filter(
    ({ role }) => role === "user" || role === "assistant",
  );
  const heard = said.filter(({ content }) => content.includes("Now the rest."));
  expect(heard).toHaveLength(1);
  expect(said.at(-1)?.content).toBe("I heard it.");
  await story.checkHistory();
});
