// House rule: the server's nouns see of each other only the face, and only along the arrows; db and journal lie below them.
import { judgeImports, type SeenImport } from "./imports.ts";
import type { Rule } from "./rule.ts";

// usage lies beside supervisors, budgets above tasks and questions: contracts ← usage ← tasks, contracts ← rules ← {questions, tasks}, {questions, tasks} ← budgets.
// owners ← contracts ← supervisors ← {questions, tasks ← checkpoints ← {bundles, worktrees}, transcripts} ← history ← {forks, resumption ← rewinds}, and daemons ← tasks.
const below: Readonly<Record<string, readonly string[]>> = {
  owners: [],
  daemons: [],
  contracts: ["owners"],
  supervisors: ["contracts"],
  usage: ["contracts"],
  rules: ["contracts"],
  questions: ["supervisors", "rules"],
  tasks: ["supervisors", "daemons", "usage", "rules"],
  budgets: ["questions", "tasks"],
  checkpoints: ["tasks"],
  transcripts: ["tasks"],
  bundles: ["checkpoints"],
  worktrees: ["checkpoints"],
  history: ["calls", "questions", "tasks", "checkpoints"],
  calls: ["questions", "tasks", "checkpoints", "worktrees"],
  forks: ["history"],
  resumption: ["history"],
  rewinds: ["resumption"],
};
const foundations = new Set(["db", "journal", "ports", "blobs"]);
const callers = new Set(["doors", "reconcilers"]);

export const nounFaces: Rule = {
  name: "noun-faces",
  sentence:
    "A noun of the server imports another's face only, along the arrows; nothing below the doors imports them.",
  find: (tree) => judgeImports(tree, wrongImport),
};

function wrongImport({ path, target }: SeenImport): string | undefined {
  const to = target === undefined ? undefined : folderOf(target);
  if (target === undefined || to === undefined || !path.startsWith("packages/server/")) return undefined;
  const from = folderOf(path);
  return to === from ? undefined : fault({ from, to, target });
}

/** The first folder of a path in the server, or undefined for its own files (main, app, config) and for other packages. */
function folderOf(path: string): string | undefined {
  return /^packages\/server\/([^/]+)\//.exec(path)?.[1];
}

function fault({
  from,
  to,
  target,
}: {
  from: string | undefined;
  to: string;
  target: string;
}): string | undefined {
  const isNoun = below[to] !== undefined;
  if (isNoun && target !== `packages/server/${to}/${to}.ts`)
    return `${target} is inside ${to}; import its face ${to}/${to}.ts`;
  if (from === undefined || callers.has(from)) return undefined;
  if (callers.has(to)) return `${from} may not import ${to}: news travels up as rows`;
  if (!isNoun) return undefined;
  if (foundations.has(from)) return `${from} lies below the nouns and may not import ${to}`;
  return reaches(from, to) ? undefined : `${from} may not import ${to}: no arrow leads there`;
}

function reaches(from: string, to: string): boolean {
  return (below[from] ?? []).some((next) => next === to || reaches(next, to));
}
