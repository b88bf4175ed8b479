// The stand-in agent knows its own past when it is told, so that it repeats nothing that it was told has been done.
import { expect, test } from "vitest";
import { newMemory, nextStep, programOf, takePrompt } from "./stand-in-agent.ts";

const block = (value: object) => `\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\`\n`;
const call = (toolName: string, { input, output }: { input: object; output: object }) =>
  block({
    kind: "tool_call",
    toolCallId: toolName,
    toolName,
    input,
    status: "completed",
    output: JSON.stringify(output),
  });

test("a question that it is told to have asked is not asked again, in whatever order its words are kept", () => {
  const program = programOf("supervisor");
  const memory = newMemory();
  const spawned = (name: string) =>
    call("spawn_task", { input: { name, plan: `Write the ${name}` }, output: { taskId: `${name}-id` } });
  const asked = call("ask_question", {
    input: { choices: ["GitHub", "Google"], question: "Which provider comes first?" },
    output: { status: "answered", response: "GitHub" },
  });
  takePrompt(program, memory, `${spawned("schema")}${spawned("routes")}`);
  expect(nextStep(program, memory)?.name).toBe("ask");
  takePrompt(program, memory, asked);
  expect(nextStep(program, memory)?.name).toBe("wait");
});
