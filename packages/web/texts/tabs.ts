// What the tabs of a contract's page say.

export const tabTexts = {
  output: {
    label: "Output",
    empty: "Nothing was printed yet",
    emptyHow: "What the agent's tools and the set-up print appears here as it comes.",
  },
  diff: {
    empty: "No file has changed",
    emptyHow: "What this task changes appears here, as the machine sees it and not as the agent tells it.",
    none: "This task has no work of its own yet",
    inline: "Inline",
    split: "Side by side",
    view: "How changes are shown",
    truncated: "The changes are too many for a page; the rest is on the branch.",
    files: (count: number) => (count === 1 ? "1 file" : `${count} files`),
    looking: "A machine looks at the worktree …",
    refresh: "Look again",
    binary: "binary",
  },
  checkpoints: {
    empty: "No checkpoint yet",
    emptyHow:
      "One is made at the end of each turn that changed something. From each you can go back, fork, or make a branch.",
    reason: "made at",
    changed: (files: number, added: number, removed: number) =>
      `${files} file${files === 1 ? "" : "s"} +${added} −${removed}`,
    warnings: "Not all is in it:",
  },
  restorations: {
    empty: "Nothing was interrupted",
    emptyHow:
      "When an agent, a machine or the server dies, the work is restored, and the report of it stands here.",
    title: (name: string, number: number) => `${name}, restoration ${number}`,
    outcome: { done: "restored", held: "held for you", failed: "failed" },
    what: "What happened",
    source: {
      daemon_restart: "The daemon of its machine was restarted.",
      task_reassignment: "Its machine was lost; another one went on with it.",
      server_restart: "Server and daemon were stopped together.",
      manual: "You took it up yourself.",
    },
    previous: "It was",
    lost: "What was lost",
    lostNothing: "Nothing",
    lostTime: (seconds: number) => `${seconds} s of work under way`,
    lostMessages: (count: number) =>
      `${count} message${count === 1 ? "" : "s"} went out of view; they are kept`,
    inFlight: "In flight when it stopped",
    outcomes: {
      recorded: "had ended; its result was kept",
      "not executed": "was not carried out; the agent was told so",
      "outcome unknown": "nobody knows how it ended; the agent was told so",
    } as Readonly<Record<string, string>>,
    kept: "What was kept",
    keptQuestions: (count: number) =>
      `${count} open question${count === 1 ? "" : "s"}, under the same id: nobody was asked twice`,
    keptAnswers: (count: number) => `${count} answer${count === 1 ? "" : "s"} that came meanwhile, delivered`,
    keptTasks: (count: number) => `${count} task${count === 1 ? "" : "s"} that it waits for`,
    keptAll: "Its conversation and its worktree",
    found: "What was found",
    foundNothing: "Everything fits together",
    decided: "What was decided, and why",
    plans: {
      proceed: "Go on as it was",
      use_checkpoint: "Go back to a checkpoint",
      start_fresh: "Begin with an empty conversation",
      manual_intervention: "Ask you",
    },
    alternatives: "Instead you can",
    notice: "What the agent was told",
    taken: "It is being done",
    atWork: "It is at work. Once its turn has ended, one of these can be chosen.",
  },
  events: { empty: "Nothing has happened yet" },
} as const;
