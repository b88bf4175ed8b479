// What the agents of one contract do, drawn from the seed, and the end that it has to have whatever happens on the way.
import type { Random } from "./random.ts";

export type Program = {
  /** YAML: the supervisor's steps */
  script: string;
  end: {
    /** file of the contract's branch → its content */
    files: Readonly<Record<string, string>>;
    /** names, in the order of spawning */
    workers: readonly string[];
    questions: readonly string[];
  };
};

/** A worker's plan names a script of the repository, so these are there from the first commit. */
const WORKER_KINDS = 12;

export const workerScripts = (): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: WORKER_KINDS }, (_, kind) => [
      `workers/${kind}.yaml`,
      [
        "steps:",
        `  - say: I begin work ${kind}`,
        `  - write: made/${kind}.txt`,
        `    content: half of ${kind}`,
        ...(kind % 3 === 0 ? [`  - print: { lines: ${200 * (kind + 1)} }`, "    to: tool"] : []),
        `  - run: "sleep 0.${kind % 10}"`,
        ...(kind % 4 === 1 ? ["  - tool: create_checkpoint", `    args: { message: half of ${kind} }`] : []),
        `  - write: made/${kind}.txt`,
        `    content: all of ${kind}`,
        ...(kind % 5 === 2
          ? ["  - tool: report_progress", "    args: { progress: 80, activity: Nearly }"]
          : []),
        "  - tool: complete_task",
        `    args: { summary: work ${kind} is done }`,
        "",
      ].join("\n"),
    ]),
  );

export function drawProgram(random: Random): Program {
  const first = random.between(0, WORKER_KINDS - 1);
  const kinds = Array.from({ length: random.between(1, 4) }, (_, place) => (first + place) % WORKER_KINDS);
  const questions = Array.from({ length: random.between(0, 2) }, (_, place) => `Question ${place + 1}?`);
  const isChained = random.chance(0.3);
  const steps = ["  - say: I plan", ...questions.slice(0, 1).flatMap(ask)];
  for (const [place, kind] of kinds.entries()) {
    const before = kinds[place - 1];
    const after = isChained && before !== undefined ? `, baseOn: "\${worker${before}.taskId}"` : "";
    steps.push(
      `  - spawn: { name: work-${kind}, plan: "script: ./workers/${kind}.yaml"${after} }`,
      `    as: worker${kind}`,
    );
  }
  steps.push(...questions.slice(1).flatMap(ask));
  steps.push(`  - wait: [${kinds.map((kind) => `"\${worker${kind}.taskId}"`).join(", ")}]`);
  steps.push(...kinds.flatMap(mergeUntilDone));
  steps.push("  - tool: change_phase", "    args: { phase: execute, summary: All is merged }");
  steps.push("  - tool: complete_contract", "    args: { summary: Done }");
  return {
    script: ["steps:", ...steps, ""].join("\n"),
    end: {
      files: Object.fromEntries(kinds.map((kind) => [`made/${kind}.txt`, `all of ${kind}`])),
      workers: kinds.map((kind) => `work-${kind}`),
      questions,
    },
  };
}

/** A result may be on a machine that is away: its merge is told to be tried again. */
const mergeUntilDone = (kind: number): string[] => [
  `  - goto: merge${kind}`,
  `  - id: later${kind}`,
  "    sleep: 1000",
  `  - id: merge${kind}`,
  `    merge: "\${worker${kind}.taskId}"`,
  `    onError: later${kind}`,
];

const ask = (question: string): string[] => [
  `  - ask: { question: "${question}", choices: [left, right] }`,
  "    as: answer",
];
