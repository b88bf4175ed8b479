// A scripted agent in this process: it knows its program and what stands in its session, and decides from that alone what to do next.
import type { ToolResult } from "@makima/daemon/tools/tool-door";
import type { StartRun } from "@makima/protocol/mesh";
import { readFacts } from "./agent-memory.ts";
import type { SupervisorProgram, WorkerProgram } from "./agent-program.ts";

/** What an agent can do in a turn. Each of these may be its last act. */
export type AgentHands = {
  call(tool: string, input: Record<string, unknown>): Promise<ToolResult>;
  say(text: string): Promise<void>;
  useOwnTool(name: string): Promise<void>;
  changeFile(): void;
  session: readonly string[];
};

type Listed = { taskId: string; name: string; kind: string; status: string };

/** What was forked has nothing more to do than to come to its end. */
const FORK = { questions: [], changes: true, keeps: false, usesOwnTool: false, completes: true };

const OVER = new Set(["done", "failed", "cancelled"]);
const MOST_ROUNDS = 3;

/** Whatever the task is. */
export function takeModelTurn(
  program: SupervisorProgram,
  { command, hands }: { command: StartRun; hands: AgentHands },
): Promise<void> {
  if (command.taskKind === "supervisor") return takeSupervisorTurn(program, hands);
  const { name } = command;
  const worker = program.workers.find((one) => one.name === name);
  return takeWorkerTurn(worker ?? { ...FORK, name }, hands);
}

async function takeSupervisorTurn(program: SupervisorProgram, hands: AgentHands): Promise<void> {
  await hands.say("I look at what there is to do.");
  await change(program, hands);
  if (program.reportsProgress) await hands.call("report_progress", { progress: 10, activity: "Planning" });
  const listed = await listTasks(hands);
  if (listed === null) return;
  for (const worker of program.workers) {
    if (listed.some(({ name }) => name === worker.name)) continue;
    const spawned = await hands.call("spawn_task", {
      name: worker.name,
      plan: `Do what ${worker.name} does.`,
    });
    if (spawned.isError) return;
  }
  if (program.changesPhase && !readFacts(hands.session).hasLeftPlan) {
    const changed = await hands.call("change_phase", { phase: "execute", summary: "The plan is made." });
    if (isPending(changed)) return;
  }
  const steps = [() => askAll(hands, program.questions), () => waitForAll(hands)];
  if (program.waitsFirst) steps.reverse();
  for (const step of steps) if (!(await step())) return;
  await mergeAll(hands);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { result, isError } = await hands.call("complete_contract", { summary: "All is done." });
    const isRevised = JSON.stringify(result).includes("revise");
    if (isError || !isRevised) return;
  }
}

async function takeWorkerTurn(program: WorkerProgram, hands: AgentHands): Promise<void> {
  await hands.say(`I am ${program.name}.`);
  if (program.usesOwnTool) await hands.useOwnTool("run tests");
  await change(program, hands);
  if (!(await askAll(hands, program.questions))) return;
  await hands.say("That is all.");
  if (program.completes) await hands.call("complete_task", { summary: `${program.name} is done` });
}

async function change(does: { changes: boolean; keeps: boolean }, hands: AgentHands): Promise<void> {
  if (does.changes) hands.changeFile();
  if (does.keeps) await hands.call("create_checkpoint", { message: "So far" });
}

/** False when the turn is to end, because a question is open. */
async function askAll(hands: AgentHands, questions: readonly string[]): Promise<boolean> {
  for (const question of questions) {
    const { asked, answered } = readFacts(hands.session);
    if (answered.has(question)) continue;
    if (asked.has(question)) return false;
    const { result, isError } = await hands.call("ask_question", { question, choices: ["yes", "no"] });
    if (isError || !JSON.stringify(result).includes("answered")) return false;
  }
  return true;
}

/** False when the turn is to end, because tasks still run. */
async function waitForAll(hands: AgentHands): Promise<boolean> {
  const open = (await listTasks(hands))?.filter(({ status }) => !OVER.has(status));
  if (open === undefined) return false;
  if (open.length === 0) return true;
  const waited = await hands.call("wait_for_tasks", {
    taskIds: open.map(({ taskId }) => taskId),
    mode: "all",
  });
  return !waited.isError && !isPending(waited);
}

async function mergeAll(hands: AgentHands): Promise<void> {
  for (const { taskId, status } of (await listTasks(hands)) ?? []) {
    if (status === "done" && !readFacts(hands.session).merged.has(taskId))
      await hands.call("merge_task", { taskId });
  }
}

async function listTasks(hands: AgentHands): Promise<Listed[] | null> {
  const { result, isError } = await hands.call("list_tasks", {});
  if (isError || typeof result !== "object" || result === null || !("tasks" in result)) return null;
  return (result.tasks as Listed[]).filter(({ kind }) => kind === "worker");
}

const isPending = ({ result }: ToolResult): boolean =>
  typeof result === "object" && result !== null && "status" in result && result.status === "pending";
