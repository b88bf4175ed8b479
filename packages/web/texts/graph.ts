// What the graph of a contract says.

export const graphTexts = {
  view: "How the graph is shown",
  drawn: "Graph",
  list: "List",
  counts: (tasks: number, checkpoints: number) =>
    `${tasks} task${tasks === 1 ? "" : "s"}, ${checkpoints} checkpoint${checkpoints === 1 ? "" : "s"}`,
  graph: "Tasks, forks and checkpoints",
  drawing: "Checkpoints, as links to their moments; “List” says the same in words",
  begins: (name: string) => `${name} begins`,
  merged: (name: string) => `${name}, merged`,
  isMerged: "merged",
  checkpoint: (name: string, number: number, message: string) => `${name}, checkpoint ${number}: ${message}`,
  sources: { spawn: "spawned by", fork: "fork of", depends: "waits for" },
  legend: { spawn: "spawned", fork: "forked", depends: "waits for", checkpoint: "checkpoint" },
  atCheckpoint: (number: number) => `at checkpoint ${number}`,
  number: (number: number) => `Checkpoint ${number}:`,
  older: (count: number) => `${count} older`,
} as const;
