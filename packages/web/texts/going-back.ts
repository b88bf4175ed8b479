// What is said where one goes back, forks, or makes a branch.

export const goingBackTexts = {
  buttons: {
    rewind: "Rewind here",
    fork: "Fork from here",
    branch: "Branch",
    over: "The contract is over: make a branch of this moment instead",
  },
  rewind: {
    title: (name: string) => `Rewind ${name}`,
    to: (at: string) => `to ${at}`,
    toCheckpoint: (number: number) => `checkpoint ${number}`,
    what: "What goes back",
    whats: { both: "Code and conversation", code: "Code", conversation: "Conversation" },
    looking: "Looking at what would change …",
    files: (count: number) =>
      count === 0 ? "No file changes" : count === 1 ? "1 file changes" : `${count} files change`,
    changes: { added: "comes back", modified: "changes", deleted: "goes", type_changed: "changes its kind" },
    messages: (count: number) =>
      count === 0
        ? "No message goes out of view"
        : count === 1
          ? "1 message goes out of view"
          : `${count} messages go out of view`,
    messagesHow: "They are kept: undo brings them back.",
    stays: "This stays as it is",
    open: "Begun after that moment",
    keep: "Keep them",
    withdraw: "Withdraw questions, cancel tasks",
    button: (what: string) => `Rewind ${what}`,
    buttons: { both: "code and conversation", code: "the code", conversation: "the conversation" },
    isUnderWay: "Going back …",
    done: (files: number, messages: number) =>
      `Went back: ${files} file${files === 1 ? "" : "s"}, ${messages} message${messages === 1 ? "" : "s"}`,
    undo: "Undo",
    undone: "It is as it was before",
    more: "and more",
  },
  fork: {
    title: (name: string) => `Fork ${name}`,
    how: "A new task with the code and the conversation of that moment. The original goes on.",
    name: "Name",
    plan: "What it is to do",
    planHow: "The original's plan, if you leave it empty",
    agent: "Agent",
    sameAgent: "the same",
    count: "How many",
    countHow: "Several can be compared, and one of them kept",
    talk: "With the conversation up to there",
    button: (count: number) => (count === 1 ? "Fork" : `Make ${count} forks`),
    done: (names: string) => `Made ${names}`,
  },
  branch: {
    title: "Make a branch",
    how: "An ordinary branch in your repository, at the code of that moment. Your checkout is left alone.",
    name: "Name of the branch",
    button: "Make it",
    done: (name: string, commit: string) => `Branch ${name} stands at ${commit}`,
  },
} as const;
