// A person's message is heard once in each session of its agent, and in one at least: at the beginning of a turn, in the middle of one, or told again.
import { promptBlocks } from "../agent-log.ts";
import { look } from "./look.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

type Delivered = { taskId: string; text: string; mayBeUnheard: boolean };

export function messageFaults({ agentLog, database }: SimulatedWorld): string[] {
  const heard = new Map<string, string[]>();
  for (const { type, kind, sessionId, text = "" } of agentLog) {
    if (type !== "input" || (kind !== "prompt" && kind !== "steer")) continue;
    heard.set(sessionId, [...(heard.get(sessionId) ?? []), ...messagesIn(text)]);
  }
  const all = new Set([...heard.values()].flat());
  const lost = look<Delivered>(database, DELIVERED).filter(
    ({ text, mayBeUnheard }) => !mayBeUnheard && !all.has(text),
  );
  return [
    ...[...heard].flatMap(([session, texts]) =>
      texts
        .filter((text, place) => texts.indexOf(text) !== place)
        .map((text) => `Q4: session ${session} heard "${text}" twice`),
    ),
    ...lost.map(({ taskId, text }) => `Q4: no agent of task ${taskId} heard "${text}"`),
  ];
}

// What was taken back, or on its way when its task was cancelled or failed, finds no agent any more; nor does what a person wrote behind the
// question whether the contract is complete, or what the supervisor's last run was lost with, when that was confirmed before the agent was back.
const DELIVERED = `select d.task_id as "taskId", d.payload ->> 'text' as text,
    t.status <> 'done' or exists (select 1 from rewind) or exists (select 1 from question q where q.task_id = t.id
      and q.question_type = 'contract_complete' and q.response = '"confirm"'
      and (q.asked_at < d.created_at or (r.epoch = d.delivered_epoch and r.end_reason <> 'finished'))) as "mayBeUnheard"
  from delivery d join task t on t.id = d.task_id
  join lateral (select epoch, end_reason from run where task_id = t.id and daemon_id is not null order by epoch desc limit 1) r on true
  where d.payload ->> 'from' = 'person' and d.delivered_epoch is not null`;

/** Also those in a past that is told again, whose prompts stand in it as messages. */
function messagesIn(text: string): string[] {
  return promptBlocks(text).flatMap((block) => {
    if (block.kind !== "message") return [];
    if (block["from"] === "person") return [String(block["text"])];
    return block["role"] === "user" ? messagesIn(String(block["text"])) : [];
  });
}
