// What an agent is told has its words, and the same as data for those agents that read it: people get the words first.

const DATA = /```json\n(\{"kind":[^\n]*\})\n```\n?/g;

export function splitData(content: string): { words: string; data: string[] } {
  const data = [...content.matchAll(DATA)].map(([, block = ""]) => block);
  return { words: content.replace(DATA, "").trim(), data };
}
