// A stand-in for an agent: a program of a few calls that it goes through once, whatever happens to it, by what it remembers and is told.
import { isDeepStrictEqual } from "node:util";
import type { TaskKind } from "@makima/core/task";
import type { ToolName } from "@makima/protocol/tools";
import { type PromptBlock, promptBlocks } from "../agent-log.ts";
import type { AgentMemory } from "./daemon-disk.ts";

export type AgentStep = {
  name: string;
  tool: ToolName;
  input: (memory: AgentMemory) => Record<string, unknown>;
};

export const QUESTION = { question: "Which provider comes first?", choices: ["GitHub", "Google"] };

const SUPERVISOR: readonly AgentStep[] = [
  { name: "schema", tool: "spawn_task", input: () => ({ name: "schema", plan: "Write the schema" }) },
  { name: "routes", tool: "spawn_task", input: () => ({ name: "routes", plan: "Write the routes" }) },
  { name: "ask", tool: "ask_question", input: () => QUESTION },
  {
    name: "wait",
    tool: "wait_for_tasks",
    input: (memory) => ({ taskIds: [idOf(memory, "schema"), idOf(memory, "routes")] }),
  },
  { name: "merge schema", tool: "merge_task", input: (memory) => ({ taskId: idOf(memory, "schema") }) },
  { name: "merge routes", tool: "merge_task", input: (memory) => ({ taskId: idOf(memory, "routes") }) },
  { name: "phase", tool: "change_phase", input: () => ({ phase: "execute", summary: "All is planned" }) },
  { name: "complete", tool: "complete_contract", input: () => ({ summary: "All is done" }) },
];

const WORKER: readonly AgentStep[] = [
  { name: "progress", tool: "report_progress", input: () => ({ progress: 50, activity: "Half way" }) },
  { name: "complete", tool: "complete_task", input: () => ({ summary: "It is done" }) },
];

export const programOf = (kind: TaskKind): readonly AgentStep[] =>
  kind === "supervisor" ? SUPERVISOR : WORKER;

export const newMemory = (): AgentMemory => ({ done: {}, pending: [], ended: [] });

/** The next call that it makes, or null when it ends its turn: all is done, or what comes next waits for news. */
export function nextStep(program: readonly AgentStep[], memory: AgentMemory): AgentStep | null {
  const step = program.find(({ name }) => !(name in memory.done));
  return step === undefined || memory.pending.includes(step.name) ? null : step;
}

/** Takes the result of a call. A failed call is made again. */
export function takeResult(
  memory: AgentMemory,
  step: string,
  { result, isError }: { result: unknown; isError: boolean },
): void {
  memory.pending = memory.pending.filter((name) => name !== step);
  if (isError) return;
  if (statusOf(result) === "pending") memory.pending.push(step);
  else memory.done[step] = result;
}

/** Reads what a prompt brings: news, and what it is told again of its past. */
export function takePrompt(program: readonly AgentStep[], memory: AgentMemory, prompt: string): void {
  for (const block of promptBlocks(prompt)) takeBlock(program, memory, block);
}

function takeBlock(program: readonly AgentStep[], memory: AgentMemory, block: PromptBlock): void {
  switch (block.kind) {
    case "message":
      if (block["role"] === "user") takePrompt(program, memory, String(block["text"]));
      return;
    case "tool_call":
      return takeTold(program, memory, block);
    case "answer":
      return settle(memory, "ask", block);
    case "results":
    case "news":
      memory.ended.push(...resultsOf(block).map(({ taskId }) => taskId));
      if (["schema", "routes"].every((name) => memory.ended.includes(idOf(memory, name))))
        settle(memory, "wait", block);
      return;
    default:
      return;
  }
}

/** A call of its past, with the result that is recorded for it. */
function takeTold(program: readonly AgentStep[], memory: AgentMemory, block: PromptBlock): void {
  const step = program.find(
    ({ name, tool, input }) =>
      !(name in memory.done) &&
      tool === block["toolName"] &&
      // The database keeps the keys of what it was told in an order of its own.
      isDeepStrictEqual(input(memory), block["input"]),
  );
  if (step === undefined || block["status"] !== "completed") return;
  const { output } = block;
  takeResult(memory, step.name, {
    result: typeof output === "string" ? JSON.parse(output) : output,
    isError: false,
  });
}

function settle(memory: AgentMemory, step: string, value: unknown): void {
  if (step in memory.done) return;
  memory.pending = memory.pending.filter((name) => name !== step);
  memory.done[step] = value;
}

function idOf({ done }: AgentMemory, step: string): string {
  const made = done[step];
  return typeof made === "object" && made !== null && "taskId" in made ? String(made.taskId) : "";
}

const statusOf = (result: unknown): unknown =>
  typeof result === "object" && result !== null && "status" in result ? result.status : undefined;

const resultsOf = (block: PromptBlock): { taskId: string }[] => {
  const results = block["results"];
  return Array.isArray(results) ? (results as { taskId: string }[]) : [];
};
