// A fork: a new task with the code and the conversation of another one's moment. Here is how several are named, and what its agent is told first.

export const POINT_TYPES = ["checkpoint", "message", "timestamp"] as const;
export type PointType = (typeof POINT_TYPES)[number];

/** A fork is one of those of its moment, to be compared with them; what resumes a checkpoint goes on by itself. */
export const FORK_WAYS = ["fork", "resume"] as const;
export type ForkWay = (typeof FORK_WAYS)[number];

/** At most so many forks are made at once. */
export const MOST_FORKS = 16;

/** The name itself for one, `name-1 … name-n` for several. */
export const forkNames = (name: string, count: number): string[] =>
  count === 1 ? [name] : Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);

export type ForkFacts = {
  origin: { taskId: string; name: string; status: string; isSupervisor: boolean };
  /** the moment, in ISO 8601 */
  at: string;
  /** null: the code is that with which the original began */
  checkpointNumber: number | null;
  messageId: string | null;
  /** how many messages of the original are in view; 0 where its conversation was left out, or was empty */
  messages: number;
  includesConversation: boolean;
  /** how many forks were made together with this one, itself included */
  siblings: number;
  /** asked by the original before the moment and not answered to it then; `response`: what was answered later, null while it is open */
  questions: readonly { questionId: string; question: string; response: string | null }[];
  /** the tasks that the original waits for */
  awaited: readonly string[];
  /** the tasks that the original had spawned */
  spawned: readonly { taskId: string; name: string; status: string }[];
};

/** The words in front of the plan: what the new task is, and what belongs to the original and not to it. */
export function composeForkNotice(facts: ForkFacts): string {
  const { origin } = facts;
  return [
    `You are a fork: a new task of your own, made from the task ${origin.name} (${origin.taskId}) as it was at ${facts.at}.`,
    codeSentence(facts),
    conversationSentence(facts),
    `The original is ${origin.status} and is not touched by you: what it did after that moment is not in your worktree, and what you do is not in its.`,
    ...(origin.isSupervisor
      ? [
          "The original is a supervisor; you are a worker, so its tools to spawn, wait for and merge tasks are not yours.",
        ]
      : []),
    ...(facts.siblings > 1
      ? [
          `You are one of ${facts.siblings} forks of this moment. Each works alone, and one of you will be kept.`,
        ]
      : []),
    ...questionLines(facts),
    ...waitLines(facts),
    ...spawnedLines(facts),
    "A call above that has no result was under way in the original; in your worktree it has not happened unless you see its effect.",
    "Your own plan follows.",
  ].join("\n");
}

/** The same for programs, as its JSON block. */
export const forkData = (facts: ForkFacts): Readonly<Record<string, unknown>> => ({
  forkedFrom: {
    taskId: facts.origin.taskId,
    name: facts.origin.name,
    at: facts.at,
    messageId: facts.messageId,
  },
  checkpoint: facts.checkpointNumber,
  messages: facts.messages,
  questionsOfOriginal: facts.questions.map(({ questionId, response }) => ({ questionId, response })),
  tasksOfOriginal: facts.spawned.map(({ taskId, name, status }) => ({ taskId, name, status })),
});

const codeSentence = ({ checkpointNumber }: ForkFacts): string =>
  checkpointNumber === null
    ? "Your worktree has the code with which the original began: it had made no checkpoint by then."
    : `Your worktree has the code of its checkpoint ${checkpointNumber}, files that were never committed included.`;

function conversationSentence({ includesConversation, messages }: ForkFacts): string {
  if (!includesConversation)
    return "Its conversation was left out: all that you need to know is in your plan.";
  return messages === 0
    ? "Nothing had been said in its conversation by then."
    : `Its conversation up to that moment is yours too: ${messages} messages.`;
}

function questionLines({ questions }: ForkFacts): string[] {
  if (questions.length === 0) return [];
  return [
    "These questions were asked by the original. Their answers go to it, not to you; ask again only if you need your own:",
    ...questions.map(({ questionId, question, response }) =>
      response === null
        ? `- ${question} (${questionId}): still open`
        : `- ${question} (${questionId}): answered there later with: ${response}`,
    ),
  ];
}

function waitLines({ awaited }: ForkFacts): string[] {
  if (awaited.length === 0) return [];
  return [`The original waits for ${awaited.join(", ")}. You do not: no result of theirs will come to you.`];
}

function spawnedLines({ spawned }: ForkFacts): string[] {
  if (spawned.length === 0) return [];
  return [
    "These tasks were spawned by the original and stay its own:",
    ...spawned.map(({ name, taskId, status }) => `- ${name} (${taskId}): ${status}`),
  ];
}
