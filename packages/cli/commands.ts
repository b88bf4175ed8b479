// Every command with its summary, in the order in which help shows them.
import { type Listed, machineCommands } from "./machine-commands.ts";

export type { Listed };

export const listed: readonly Listed[] = [
  {
    path: "up",
    summary: "run server, database and a daemon on this machine",
    load: async (command) => (await import("./commands/up.ts")).up(command),
  },
  {
    path: "open",
    summary: "sign a browser in to the web app",
    load: async (command) => (await import("./commands/open.ts")).open(command),
  },
  {
    path: "demo",
    summary: "see a contract run from a goal to a merged branch, with a scripted agent",
    load: async (command) => (await import("./commands/demo.ts")).demo(command),
  },
  {
    path: "doctor",
    summary: "check this machine and say what to mend",
    load: async (command) => (await import("./commands/doctor.ts")).doctor(command),
  },
  {
    path: "contract new",
    summary: "make a contract",
    load: async (command) => (await import("./commands/new-contract.ts")).newContract(command),
  },
  {
    path: "contract list",
    summary: "list contracts",
    load: async (command) => (await import("./commands/list-contracts.ts")).listContracts(command),
  },
  {
    path: "contract show",
    summary: "show a contract with its supervisor and tasks",
    load: async (command) => (await import("./commands/show-contract.ts")).showContract(command),
  },
  ...(["start", "pause", "resume", "cancel"] as const).map(
    (verb): Listed => ({
      path: `contract ${verb}`,
      summary: {
        start: "start a contract",
        pause: "let turns end, then park all agents",
        resume: "go on with a paused contract",
        cancel: "cancel a contract and its tasks; their work is kept",
      }[verb],
      load: async (command) => (await import("./commands/steer-contract.ts")).steerContract(command, verb),
    }),
  ),
  {
    path: "contract deliver",
    summary: "push a contract's branch to its remote, or bring it to your repository",
    load: async (command) => (await import("./commands/deliver-contract.ts")).deliverContract(command),
  },
  {
    path: "contract phase",
    summary: "move a contract to a later phase",
    load: async (command) => (await import("./commands/change-phase.ts")).changePhase(command),
  },
  {
    path: "contract budget",
    summary: "what a contract may use, and has used",
    load: async (command) => (await import("./commands/set-budget.ts")).setBudget(command),
  },
  {
    path: "contract watch",
    summary: "watch a contract live",
    load: async (command) => (await import("./commands/watch-contract.ts")).watchContract(command),
  },
  {
    path: "contract history",
    summary: "all that was said and done in a contract, in one order",
    load: async (command) => (await import("./commands/show-history.ts")).showHistory(command),
  },
  {
    path: "supervisor show",
    summary: "how a contract's supervisor stands",
    load: async (command) => (await import("./commands/show-supervisor.ts")).showSupervisor(command),
  },
  {
    path: "supervisor resume",
    summary: "take up a supervisor: as it was, anew, or from a checkpoint",
    load: async (command) => (await import("./commands/resume-supervisor.ts")).resumeSupervisor(command),
  },
  {
    path: "supervisor task-rewind",
    summary: "take a task's code back to a checkpoint; shown first, undoable",
    load: async (command) => (await import("./commands/rewind-task.ts")).rewindTask(command),
  },
  {
    path: "supervisor rewind-conversation",
    summary: "take a supervisor's conversation back; shown first, undoable",
    load: async (command) => (await import("./commands/rewind-conversation.ts")).rewindConversation(command),
  },
  {
    path: "supervisor restoration",
    summary: "the recovery reports: what was lost, found and done",
    load: async (command) => (await import("./commands/show-restoration.ts")).showRestoration(command),
  },
  {
    path: "supervisor task-fork",
    summary: "new tasks with the code and the conversation of a task's moment",
    load: async (command) => (await import("./commands/fork-task.ts")).forkTask(command),
  },
  {
    path: "supervisor task-branch",
    summary: "a branch in your repository at a moment of a task",
    load: async (command) => (await import("./commands/branch-task.ts")).branchTask(command),
  },
  {
    path: "supervisor task-resume-from",
    summary: "a new task that goes on from a checkpoint",
    load: async (command) =>
      (await import("./commands/resume-from-checkpoint.ts")).resumeFromCheckpoint(command),
  },
  {
    path: "supervisor task-history",
    summary: "the conversation of a task, with its tool calls and times",
    load: async (command) => (await import("./commands/show-conversation.ts")).showConversation(command),
  },
  {
    path: "supervisor task-checkpoints",
    summary: "the checkpoints of a task",
    load: async (command) => (await import("./commands/show-checkpoints.ts")).showCheckpoints(command),
  },
  {
    path: "task list",
    summary: "list tasks",
    load: async (command) => (await import("./commands/list-tasks.ts")).listTasks(command),
  },
  {
    path: "task show",
    summary: "show a task",
    load: async (command) => (await import("./commands/show-task.ts")).showTask(command),
  },
  {
    path: "task output",
    summary: "what the task's tools and agent printed",
    load: async (command) => (await import("./commands/show-output.ts")).showOutput(command),
  },
  {
    path: "task late",
    summary: "what runs that were given up still had to say",
    load: async (command) => (await import("./commands/show-late.ts")).showLate(command),
  },
  {
    path: "task conversation",
    summary: "the messages of a task",
    load: async (command) => (await import("./commands/show-conversation.ts")).showConversation(command),
  },
  {
    path: "task send",
    summary: "send a task's agent a message",
    load: async (command) => (await import("./commands/send-message.ts")).sendMessage(command),
  },
  ...(["cancel", "resume", "retry"] as const).map(
    (verb): Listed => ({
      path: `task ${verb}`,
      summary: {
        cancel: "cancel a task; its work is kept",
        resume: "take up an interrupted or held task",
        retry: "a failed or cancelled task again, as a new one",
      }[verb],
      load: async (command) => (await import("./commands/steer-task.ts")).steerTask(command, verb),
    }),
  ),
  {
    path: "task checkpoint",
    summary: "make a checkpoint of a task now",
    load: async (command) => (await import("./commands/make-checkpoint.ts")).makeCheckpoint(command),
  },
  {
    path: "task diff",
    summary: "what a task changed",
    load: async (command) => (await import("./commands/show-diff.ts")).showDiff(command),
  },
  {
    path: "task compare",
    summary: "the forks of one moment side by side",
    load: async (command) => (await import("./commands/compare-forks.ts")).compareForks(command),
  },
  {
    path: "task keep",
    summary: "keep one of the forks of a moment, and end the others",
    load: async (command) => (await import("./commands/keep-fork.ts")).keepFork(command),
  },
  {
    path: "task merge",
    summary: "merge a task's result into the contract's branch",
    load: async (command) => (await import("./commands/merge-task.ts")).mergeTask(command),
  },
  {
    path: "inbox",
    summary: "the questions that need you",
    load: async (command) => (await import("./commands/inbox.ts")).inbox(command),
  },
  {
    path: "answer",
    summary: "answer a question",
    load: async (command) => (await import("./commands/answer.ts")).answer(command),
  },
  {
    path: "timeline",
    summary: "what happened",
    load: async (command) => (await import("./commands/timeline.ts")).timeline(command),
  },
  {
    path: "search",
    summary: "find what agents said and printed, and goals, by their words",
    load: async (command) => (await import("./commands/search.ts")).search(command),
  },
  {
    path: "usage",
    summary: "tokens, money and time by day, contract, task or agent",
    load: async (command) => (await import("./commands/show-usage.ts")).showUsage(command),
  },
  {
    path: "rule list",
    summary: "what agents may do without asking, and what they may not",
    load: async (command) => (await import("./commands/list-rules.ts")).listRules(command),
  },
  {
    path: "rule add",
    summary: "allow or deny agents a tool, a command or paths",
    load: async (command) => (await import("./commands/add-rule.ts")).addRule(command),
  },
  {
    path: "rule remove",
    summary: "remove a rule",
    load: async (command) => (await import("./commands/remove-rule.ts")).removeRule(command),
  },
  ...machineCommands,
];
