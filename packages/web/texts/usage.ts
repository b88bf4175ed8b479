// What the page of usage says.

export const usageTexts = {
  title: "Usage",
  days: { "7": "7 days", "30": "30 days", "90": "90 days" },
  span: "Of which time",
  cost: "Cost",
  tokens: "Tokens",
  what: "What is drawn",
  by: { day: "Day", contract: "Contracts", agent: "Agents" },
  total: {
    cost: "spent",
    input: "tokens read",
    output: "tokens written",
    cached: "from caches",
    turns: "turns",
    time: "of agents' time",
  },
  empty: "Nothing was used yet",
  emptyHow: "What turns cost appears here, by day, contract and agent, as the agents tell it.",
  unpriced: "Some agents tell their tokens and no price; those cost nothing here.",
  plot: "Use over the days",
  head: { name: "Name", cost: "Cost", tokens: "Tokens", turns: "Turns" },
  cut: "Only the first of them are shown; the sum is of all.",
} as const;
