// Conversations: whole, in one order, of one run after the other, each tool call with its one result.
import type { Spooled } from "@makima/protocol/mesh";
import type { Evidence } from "./evidence.ts";

type Message = Evidence["messages"][number];

export function checkConversations(evidence: Evidence): string[] {
  const { tasks, messages } = evidence;
  return [
    ...tasks.flatMap(({ id, status }) => {
      const own = messages.filter(({ taskId }) => taskId === id);
      return [
        ...checkNumbers(id, own),
        ...checkEpochs(id, own),
        ...checkPairs(id, { messages: own, isUnderWay: status === "running" || status === "interrupted" }),
      ];
    }),
    ...checkSpools(evidence),
  ];
}

function checkNumbers(taskId: string, messages: readonly Message[]): string[] {
  const isWhole = messages.every(({ seq }, place) => seq === place + 1);
  const numbers = messages.map(({ seq }) => seq).join(" ");
  return isWhole ? [] : [`H1: the messages of task ${taskId} are numbered ${numbers}`];
}

function checkEpochs(taskId: string, messages: readonly Message[]): string[] {
  return messages.flatMap(({ seq, epoch }, place) => {
    const before = messages[place - 1]?.epoch ?? 0;
    return epoch < before
      ? [`T4: message ${seq} of task ${taskId} is of run ${epoch} and stands behind one of run ${before}`]
      : [];
  });
}

function checkPairs(
  taskId: string,
  { messages, isUnderWay }: { messages: readonly Message[]; isUnderWay: boolean },
): string[] {
  const ids = new Set(messages.flatMap(({ toolCallId }) => toolCallId ?? []));
  return [...ids].flatMap((id) => {
    const roles = messages.filter(({ toolCallId }) => toolCallId === id).map(({ role }) => role);
    const said = roles.join(", ");
    if (said === "tool_call, tool_result" || (said === "tool_call" && isUnderWay)) return [];
    return [`H4: tool call ${id} of task ${taskId} stands in its conversation as: ${said}`];
  });
}

/** What a daemon has in its spool is stored, unless a newer run had begun by then. */
function checkSpools({ spools, messages, calls, runs }: Evidence): string[] {
  const stored = new Set([
    ...messages.map(({ taskId, epoch, source }) => `message ${taskId}/${epoch}/${source}`),
    ...calls.map(({ taskId, epoch, callKey }) => `call ${taskId}/${epoch}/${callKey}`),
  ]);
  const newest = new Map(runs.map(({ taskId, epoch }) => [taskId, epoch]));
  return spools.flatMap(({ daemonId, records }) =>
    records
      .filter((record) => "epoch" in record && record.epoch === newest.get(record.taskId))
      .flatMap(namesOf)
      .filter((name) => !stored.has(name))
      .map((name) => `H5: daemon ${daemonId} has in its spool what is stored nowhere: ${name}`),
  );
}

function namesOf(record: Spooled["record"]): string[] {
  if (record.kind === "tool_call") return [`call ${record.taskId}/${record.epoch}/${record.callKey}`];
  if (record.kind !== "messages") return [];
  return record.messages.map(({ source }) => `message ${record.taskId}/${record.epoch}/${source}`);
}
