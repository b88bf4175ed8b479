// What the page of all contracts says.

export const homeTexts = {
  title: "Contracts",
  board: "Board",
  list: "List",
  view: "How contracts are shown",
  filter: "Filter by name or repository",
  show: { open: "Open", over: "Over", all: "All" },
  which: "Which contracts are shown",
  columns: { you: "Needs you", working: "Working", waiting: "Waiting", over: "Over" },
  emptyColumn: "nothing here",
  questions: (count: number) => (count === 1 ? "1 question" : `${count} questions`),
  head: {
    name: "Contract",
    state: "State",
    phase: "Phase",
    activity: "Doing",
    cost: "Cost",
    last: "Last sign",
  },
  costHow: "What its agents have told of their cost so far",
  costOf: (spent: string, limit: string) => `${spent} of ${limit}`,
  tokens: (count: string) => `${count} tokens`,
  progress: (name: string) => `Progress of ${name}`,
  noMatch: "No contract fits",
  noMatchHow: "Try other words, or show all of them.",
  noOpen: "Nothing is under way",
  noOpenHow: "All your contracts are over. Begin a new one, or look at what was done.",
  showAll: "Show all",
  welcome: {
    title: "Welcome to makima",
    lead: "Give a piece of work to your coding agents. They run each in a worktree of its own; you answer what they ask, look at what they did, and go back in time where it went wrong. Nothing is lost when something dies.",
    agents: "Your agents",
    agentsHow: "Found on the machines that are connected:",
    noMachine:
      "No machine is connected yet. It comes by itself when makima runs on this one; another one joins under Machines.",
    ready: "ready",
    noneReady:
      "Only the built-in agent of the demo is here. Install Claude Code, Codex, Gemini or another agent, sign in to it, and it appears by itself.",
    builtIn: "built in, for the demo",
    begin: "Begin your first contract",
    beginHow:
      "A goal in your words, a repository, an agent. It works on a branch of its own and leaves your checkout alone.",
    beginButton: "New contract",
    demo: "Or watch the demo first",
    demoHow:
      "A small sample repository and a built-in agent: it plans, delegates, asks you a question, and merges. It needs no key and no network.",
    demoButton: "Run the demo",
    demoBusy: "Beginning …",
    demoElsewhere: "This server has no sample at hand. At the terminal:",
  },
} as const;
