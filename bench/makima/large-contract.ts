// A contract with a thousand tasks and a hundred thousand messages: one that came to its question by the shipped programs, and rows beside its own.

import { until } from "./many-waiting.ts";
import { type Product, startScripted } from "./product.ts";

export type LargeContract = {
  contractId: string;
  taskId: string;
  /** one of the agent's own, in the middle of its conversation */
  messageId: string;
  /** The supervisor's agent goes on with what is behind its question, as fast as it can. */
  goOn(): Promise<void>;
};

/** Of all messages, so many are the tasks' own; the rest is the supervisor's. */
const OF_EACH_TASK = 30;
const STEPS = [
  { ask: { question: "Shall I begin?", choices: ["yes"] } },
  { id: "again", say: "Now the **next** part: `parse` takes the tokens, and then it is merged. ".repeat(6) },
  { print: { lines: 40 }, to: "tool" },
  { goto: "again", limit: 100_000 },
];

/** What a message says: markdown with code, of about 600 characters. */
const CONTENT = `'Part **' || n || '** of it. The reader takes what is in view, and nothing of what is far away.

- the first thing that matters
- the second, with \`code ' || n || '\` in it

\`\`\`ts
const part = read(' || n || ', { limit: 120 });
\`\`\`
' || repeat('It goes on with plain words for a while. ', 1 + n % 9)`;

/** Of ten messages one is the person's, three are calls with their results, and three the agent's. */
const ROLE = `case when n % 10 = 0 then 'user' when n % 10 in (2, 5, 8) then 'tool_call' when n % 10 in (3, 6, 9) then 'tool_result' else 'assistant' end`;

export async function plantLargeContract(
  product: Product,
  { messages, tasks }: { messages: number; tasks: number },
): Promise<LargeContract> {
  const { client, connection } = product;
  const { contractId } = await startScripted(product, STEPS);
  const question = await until(async () => (await client.listQuestions({ contractId })).items[0]);
  const { taskId } = question;
  const { messageCount: before } = await client.getConversation({ id: taskId, limit: 1 });
  const ofSupervisor = messages - tasks * OF_EACH_TASK;
  for (const sql of [
    "set session_replication_role = replica",
    "begin",
    `create temporary table planted as select gen_random_uuid() as task_id, gen_random_uuid() as segment_id, n from generate_series(1, ${tasks}) n`,
    `insert into task select (jsonb_populate_record(t, jsonb_build_object('id', p.task_id, 'kind', 'worker', 'parent_task_id', t.id,
       'name', 'part ' || p.n, 'ref_name', 'part-' || p.n, 'status', 'done', 'ended_at', app_now(), 'summary', 'done', 'branch', t.branch || '-' || p.n))).*
     from task t, planted p where t.id = '${taskId}'`,
    `insert into segment (owner_id, id, task_id, start_seq, start_index, reason)
     select t.owner_id, p.segment_id, p.task_id, 1, 0, 'first' from planted p join task t on t.id = p.task_id`,
    `insert into conversation (owner_id, task_id, contract_id, epoch, daemon_id, segment_id, segment_start_seq, segment_start_index, last_seq)
     select t.owner_id, p.task_id, t.contract_id, 1, t.daemon_id, p.segment_id, 1, 0, ${OF_EACH_TASK} from planted p join task t on t.id = p.task_id`,
    saidBy(`select owner_id, task_id, last_seq as before from conversation where task_id = '${taskId}'`, {
      at: `n * 86000.0 / ${ofSupervisor}`,
      count: ofSupervisor,
    }),
    `update conversation set last_seq = last_seq + ${ofSupervisor} where task_id = '${taskId}'`,
    saidBy(
      "select c.owner_id, c.task_id, 0 as before, p.n as turn from conversation c join planted p using (task_id)",
      {
        at: `c.turn * 86000.0 / ${tasks} + n * 60`,
        count: OF_EACH_TASK,
      },
    ),
    "commit",
    "set session_replication_role = origin",
    "vacuum analyze",
  ]) {
    await connection.query(sql);
  }
  // What reconcilers make of it is made before anything is measured.
  await until(async () => {
    const { unnumbered, words } = await client.getHistoryLag({});
    return unnumbered + words === 0 ? true : undefined;
  });
  await connection.query("vacuum analyze");
  return {
    contractId,
    taskId,
    messageId: `${taskId}:${before + Math.round(ofSupervisor / 20) * 10 + 1}`,
    goOn: async () => {
      await client.answerQuestion({ id: question.id, choices: ["yes"] });
    },
  };
}

/** Messages of the last day, `at` so many seconds after its beginning. */
const saidBy = (conversations: string, { at, count }: { at: string; count: number }): string =>
  `insert into message (owner_id, task_id, seq, epoch, phase, role, content, tool_call_id, tool_name, tool_input, created_at)
   select c.owner_id, c.task_id, c.before + n, 1, 'plan', ${ROLE}, ${CONTENT},
     case when n % 10 in (2, 5, 8) then 'call ' || n when n % 10 in (3, 6, 9) then 'call ' || n - 1 end,
     case when n % 10 in (2, 5, 8) then 'read_file' end, case when n % 10 in (2, 5, 8) then jsonb_build_object('path', 'src/part-' || n) end,
     app_now() - interval '1 day' + interval '1 second' * (${at})
   from (${conversations}) c, generate_series(1, ${count}) n`;
