// Everything that a run of the whole system leaves behind, gathered as plain rows for the checks.
import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ContractStatus } from "@makima/core/contract";
import type { QuestionStatus, QuestionType } from "@makima/core/question";
import type { RestorationInputs } from "@makima/core/restoration";
import type { SupervisorState } from "@makima/core/supervisor";
import type { TaskStatus } from "@makima/core/task";
import { type Spooled, spooled } from "@makima/protocol/mesh";
import { type AgentLine, readAgentLog } from "../agent-log.ts";
import { findAgents } from "../agent-processes.ts";
import { onDatabase } from "../database.ts";
import { runCommand } from "../ports/run-command.ts";

export type Evidence = {
  contracts: { id: string; status: ContractStatus }[];
  events: {
    contractId: string;
    number: number;
    type: string;
    taskId: string | null;
    data: Readonly<Record<string, unknown>>;
  }[];
  tasks: {
    id: string;
    contractId: string;
    status: TaskStatus;
    isBlocked: boolean;
    restorationCount: number;
  }[];
  runs: { taskId: string; epoch: number; isLive: boolean; daemonId: string | null }[];
  messages: {
    taskId: string;
    seq: number;
    epoch: number;
    role: string;
    toolCallId: string | null;
    source: number | null;
  }[];
  calls: { taskId: string; epoch: number; callKey: string; status: string }[];
  openWaits: { taskId: string; kind: string }[];
  questions: {
    id: string;
    taskId: string;
    questionType: QuestionType;
    status: QuestionStatus;
    isDelivered: boolean;
    response: unknown;
  }[];
  deliveries: { taskId: string; number: number; epoch: number | null }[];
  supervisors: {
    contractId: string;
    taskId: string;
    state: SupervisorState;
    pendingQuestions: number;
    restorationCount: number;
  }[];
  restorations: {
    taskId: string;
    number: number;
    outcome: string;
    plan: string;
    /** what it was decided from */
    inputs: RestorationInputs;
  }[];
  checkpoints: { contractId: string; taskId: string; number: number; commit: string }[];
  /** what each daemon had to say */
  spools: { daemonId: string; records: Spooled["record"][] }[];
  /** in the daemons' mirrors */
  refs: { ref: string; commit: string }[];
  agentLog: AgentLine[];
  /** pids */
  liveAgents: number[];
  locks: string[];
};

export type EvidencePlaces = {
  databaseUrl: string;
  /** the folder of everything that is not in the database */
  root: string;
  agentLog: string;
  daemons: readonly { id: string; home: string }[];
};

export async function gatherEvidence(places: EvidencePlaces): Promise<Evidence> {
  const { root, daemons } = places;
  const files = await listFiles(root);
  const mirrors = files.filter(
    (file) => file.isDirectory() && basename(file.parentPath) === "mirrors" && !file.name.includes(".new-"),
  );
  return {
    ...(await readRows(places.databaseUrl)),
    spools: await Promise.all(
      daemons.map(async ({ id, home }) => ({ daemonId: id, records: await readSpool(home) })),
    ),
    refs: (await Promise.all(mirrors.map(({ parentPath, name }) => readRefs(join(parentPath, name))))).flat(),
    agentLog: await readAgentLog(places.agentLog),
    liveAgents: await findAgents(root),
    locks: files
      .filter((file) => file.isFile() && file.name.endsWith(".lock"))
      .map(({ parentPath, name }) => join(parentPath, name)),
  };
}

/** All below a folder. What goes away meanwhile is not there. */
async function listFiles(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  return [...entries, ...(await Promise.all(folders.map(listFiles))).flat()];
}

type Rows = Omit<Evidence, "spools" | "refs" | "agentLog" | "liveAgents" | "locks">;

/** In one snapshot, so that no two tables stand for different moments. */
const STATEMENTS: Readonly<Record<keyof Rows, string>> = {
  contracts: "select id, status from contract",
  events: `select contract_id as "contractId", number::int, type, task_id as "taskId", data from event order by contract_id, number`,
  tasks: `select id, contract_id as "contractId", status, blocked is not null as "isBlocked", restoration_count as "restorationCount" from task`,
  runs: `select task_id as "taskId", epoch::int, status <> 'ended' as "isLive", daemon_id as "daemonId" from run order by task_id, epoch`,
  messages: `select task_id as "taskId", seq::int, epoch::int, role, tool_call_id as "toolCallId", source::int from message order by task_id, seq`,
  calls: `select task_id as "taskId", epoch::int, call_key as "callKey", status from tool_call`,
  openWaits: `select task_id as "taskId", kind from wait where ended_at is null`,
  questions: `select id, task_id as "taskId", question_type as "questionType", status, delivered_at is not null as "isDelivered", response from question`,
  deliveries: `select task_id as "taskId", number::int, delivered_epoch::int as epoch from delivery order by task_id, number`,
  supervisors: `select contract_id as "contractId", task_id as "taskId", state, pending_questions as "pendingQuestions", restoration_count as "restorationCount" from supervisor`,
  restorations: `select task_id as "taskId", number, outcome, plan, report -> 'inputs' as inputs from restoration order by task_id, number`,
  checkpoints: `select t.contract_id as "contractId", c.task_id as "taskId", c.number, c.commit from checkpoint c join task t on t.owner_id = c.owner_id and t.id = c.task_id`,
};

function readRows(url: string): Promise<Rows> {
  return onDatabase(url, async (client) => {
    await client.query("begin isolation level repeatable read read only");
    const found: [string, unknown[]][] = [];
    for (const [name, text] of Object.entries(STATEMENTS)) {
      const { rows } = await client.query<Record<string, unknown>>(text);
      found.push([name, rows]);
    }
    await client.query("commit");
    // Each statement names the columns of its rows.
    return Object.fromEntries(found) as Rows;
  });
}

async function readSpool(home: string): Promise<Spooled["record"][]> {
  const folder = join(home, "daemon", "spool");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ndjson")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  // A daemon that was killed may have left its last line torn.
  const lines = texts.flatMap((text) => text.split("\n").slice(0, -1));
  return lines.map((line) => spooled.parse(JSON.parse(line)).record);
}

async function readRefs(mirror: string): Promise<Evidence["refs"]> {
  const args = ["for-each-ref", "--format=%(objectname) %(refname)"];
  const text = await runCommand({ program: "git", args: ["--git-dir", mirror, ...args], cwd: mirror });
  return text.split("\n").map((line) => {
    const [commit = "", ref = ""] = line.split(" ");
    return { commit, ref };
  });
}
