// A call of one of makima's tools: recorded once by its key, carried out in the same transaction, answered by its one result.
import { createHash } from "node:crypto";
import { isTaskOver } from "@makima/core/task";
import { ERRORS, Refusal } from "@makima/protocol/errors";
import type { MeshRecord } from "@makima/protocol/mesh";
import { AGENT_TOOLS, type ToolName } from "@makima/protocol/tools";
import type { Actor } from "../journal/journal.ts";
import { appendOwnMessage, type Held, type HeldRun, withRunAnd } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { adoptCall, findAdoptable } from "./adopt-call.ts";
import { type CallRow, callByKey } from "./reader.ts";
import { sendResult, settleCall } from "./settle-call.ts";
import type { Outcome, ToolContext } from "./tool.ts";
import { TOOLS } from "./tool-table.ts";
import { INSERT_CALL } from "./writer.ts";

type ToolCall = Extract<MeshRecord, { kind: "tool_call" }>;

/** Gives false when the run is not the present one, or another daemon's: nothing was done. */
export function takeCall(
  world: World,
  from: { ownerId: string; daemonId: string; record: ToolCall },
): Promise<boolean> {
  const { ownerId, record } = from;
  const inputHash = hashOf(record.input);
  return withRunAnd(world, from, {
    read: (tx) =>
      Promise.all([
        callByKey(tx, { ownerId, ...record }),
        findAdoptable(tx, { ownerId, ...record, inputHash }),
      ]),
    work: (held, [known, old]) => takeHeld(world, { ...from, inputHash, held, known, old }),
  });
}

type Found = {
  held: HeldRun;
  daemonId: string;
  record: ToolCall;
  inputHash: Buffer;
  /** the same call, when it came before */
  known: CallRow | null;
  /** the call of an earlier run whose place it takes */
  old: CallRow | null;
};

async function takeHeld(
  world: World,
  { held: { run, ...held }, daemonId, record, inputHash, known, old }: Found,
): Promise<boolean> {
  const { tx, task } = held;
  if (known !== null) {
    if (known.status !== "open") {
      await sendResult(tx, {
        world,
        task,
        call: known,
        daemonId,
        result: known.result,
        isError: known.isError,
      });
    }
    return true;
  }
  if (run.status === "ended" || isTaskOver(task.status)) return false;
  const { call, recorded } = recordCall({ world, held, record, inputHash });
  const actor: Actor = { kind: "agent", id: task.id };
  const [outcome] = await Promise.all([carryOut({ world, ...held, call, actor }, old), recorded]);
  if (outcome.kind !== "open") {
    await settleCall(tx, {
      world,
      task,
      call,
      settlement: { status: "done", result: outcome.result, isError: outcome.isError },
    });
  }
  return true;
}

/** What is written for it is on its way; `recorded` tells that it is there. */
function recordCall({
  world,
  held,
  record,
  inputHash,
}: {
  world: World;
  held: Held;
} & Pick<Found, "record" | "inputHash">): { call: CallRow; recorded: Promise<unknown> } {
  const { tx, task } = held;
  const id = world.ids.next();
  const input = JSON.stringify(record.input);
  tx.send(INSERT_CALL, [
    task.ownerId,
    id,
    task.id,
    record.epoch,
    record.callKey,
    record.tool,
    input,
    inputHash,
  ]);
  const recorded = appendOwnMessage(
    tx,
    { ownerId: task.ownerId, taskId: task.id, epoch: record.epoch },
    {
      role: "tool_call",
      content: "",
      tool: { callId: record.callKey, name: record.tool, input: record.input },
    },
  );
  const call: CallRow = {
    ownerId: task.ownerId,
    id,
    taskId: task.id,
    epoch: record.epoch,
    callKey: record.callKey,
    // a name that is no tool's is refused before anything reads it as one
    tool: record.tool as ToolName,
    input: record.input,
    status: "open",
    result: null,
    isError: false,
    questionId: null,
    spawnedTaskId: null,
    commandId: null,
  };
  return { call, recorded };
}

type Settled = { kind: "settled"; result: unknown; isError: boolean };

async function carryOut(context: ToolContext, old: CallRow | null): Promise<Settled | { kind: "open" }> {
  try {
    const outcome = await (old === null ? callTool(context) : adoptCall(context, old));
    return outcome.kind === "open"
      ? { kind: "open" }
      : { kind: "settled", result: outcome.result, isError: false };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, details } = error;
    return { kind: "settled", result: { code, message, mend: ERRORS[code].mend, details }, isError: true };
  }
}

function callTool(context: ToolContext): Promise<Outcome> {
  const { call, task } = context;
  if (!Object.hasOwn(AGENT_TOOLS, call.tool)) throw new Refusal("NOT_FOUND", `there is no tool ${call.tool}`);
  const definition = AGENT_TOOLS[call.tool];
  if (!definition.for.some((kind) => kind === task.kind)) {
    throw new Refusal("SCOPE", `${call.tool} is not for a ${task.kind}`);
  }
  const parsed = definition.input.safeParse(call.input);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
    throw new Refusal("VALIDATION", fields.map(({ field, message }) => `${field}: ${message}`).join("; "), {
      fields,
    });
  }
  const tool = TOOLS[call.tool] as (context: ToolContext, input: unknown) => Promise<Outcome>;
  return tool(context, parsed.data);
}

/** Of the input with its keys in order, so that the same arguments in another order are the same call. */
const hashOf = (input: unknown): Buffer => createHash("sha256").update(canonical(input)).digest();

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}
