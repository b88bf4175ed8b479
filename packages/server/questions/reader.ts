// Questions as rows, and as people see them.
import type { Phase } from "@makima/core/contract";
import type { QuestionStatus, QuestionType } from "@makima/core/question";
import type { QuestionView } from "@makima/protocol/questions";
import { type Reader, statement, type Tx } from "../db/database.ts";
import { contractCursor } from "../journal/cursor.ts";

export type QuestionRow = {
  ownerId: string;
  id: string;
  contractId: string;
  taskId: string;
  question: string;
  choices: string[];
  choicesOnly: boolean;
  multiSelect: boolean;
  context: string | null;
  questionType: QuestionType;
  status: QuestionStatus;
  purpose: Readonly<Record<string, unknown>> | null;
  response: string | string[] | null;
  answeredBy: string | null;
  isRestored: boolean;
  /** as it is shown */
  earlierAnswer: QuestionView["earlierAnswer"];
  askedAt: Date;
  expiresAt: Date | null;
  answeredAt: Date | null;
  deliveredAt: Date | null;
  /** in which its contract is now */
  phase: Phase;
  lastEvent: number;
};

/** The columns of a QuestionRow; the question is called q, its contract c and that one's journal j. */
export const QUESTION_COLUMNS = `
  q.owner_id as "ownerId", q.id, q.contract_id as "contractId", q.task_id as "taskId", q.question, q.choices,
    q.choices_only as "choicesOnly", q.multi_select as "multiSelect", q.context, q.question_type as "questionType", q.status,
    q.purpose, q.response, q.answered_by as "answeredBy", q.is_restored as "isRestored", q.earlier_answer as "earlierAnswer", q.asked_at as "askedAt",
    q.expires_at as "expiresAt", q.answered_at as "answeredAt", q.delivered_at as "deliveredAt", c.phase,
    coalesce(j.last_event, 0)::int as "lastEvent"`;

/** The tables that they come from. */
export const QUESTION_TABLES = `
  question q
  join contract c on c.owner_id = q.owner_id and c.id = q.contract_id
  left join journal j on j.owner_id = q.owner_id and j.contract_id = q.contract_id`;

export const SELECT_QUESTION = `select ${QUESTION_COLUMNS} from ${QUESTION_TABLES}`;

const READ_QUESTION = statement("read-question", `${SELECT_QUESTION} where q.owner_id = $1 and q.id = $2`);

const LOCK_QUESTION = statement(
  "lock-question",
  `${SELECT_QUESTION} where q.owner_id = $1 and q.id = $2 for update of q`,
);

const PENDING_OF_TASK = statement(
  "pending-questions-of-task",
  `${SELECT_QUESTION} where q.owner_id = $1 and q.task_id = $2 and q.status = 'pending' and q.delivered_at is null
   order by q.asked_at, q.id`,
);

export type QuestionKey = { ownerId: string; questionId: string };

/** Null when there is none, or it is another owner's. */
export const readQuestion = (reader: Reader, key: QuestionKey): Promise<QuestionRow | null> =>
  reader.row<QuestionRow>(READ_QUESTION, [key.ownerId, key.questionId]);

/** The row locked until COMMIT; its contract's lock comes first. */
export const lockQuestion = (tx: Tx, key: QuestionKey): Promise<QuestionRow | null> =>
  tx.row<QuestionRow>(LOCK_QUESTION, [key.ownerId, key.questionId]);

/** What a task still asks, oldest first. */
export const pendingQuestionsOf = (
  reader: Reader,
  of: { ownerId: string; taskId: string },
): Promise<QuestionRow[]> => reader.rows<QuestionRow>(PENDING_OF_TASK, [of.ownerId, of.taskId]);

/** A row as the API shows it. */
export const showQuestion = (row: QuestionRow): QuestionView => ({
  id: row.id,
  contractId: row.contractId,
  taskId: row.taskId,
  question: row.question,
  choices: row.choices,
  choicesOnly: row.choicesOnly,
  multiSelect: row.multiSelect,
  context: row.context,
  questionType: row.questionType,
  status: row.status,
  response: row.response,
  isRestored: row.isRestored,
  earlierAnswer: row.earlierAnswer,
  askedAt: row.askedAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  answeredAt: row.answeredAt?.toISOString() ?? null,
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
  cursor: contractCursor({ contractId: row.contractId, event: row.lastEvent }),
});
