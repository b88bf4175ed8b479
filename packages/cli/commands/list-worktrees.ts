// `makima worktree list`: what tasks take of the machines' disks, what is in the trash can, and when the rest goes there.
import type { Worktree } from "@makima/protocol/worktrees";
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import type { Cell } from "../terminal/format-table.ts";
import { formatAgo, formatIn } from "../terminal/format-time.ts";
import { type Paint, paint } from "../terminal/paint.ts";

type Options = { all?: boolean; contract?: string };

export function listWorktrees(command: Command): void {
  command.option("--all", "those in the trash can too").option("--contract <id>", "of this contract alone");
  act<Options>(command, async ({ client, output }, { options }) => {
    const sdk = await client();
    const contract =
      options.contract === undefined ? {} : { contractId: await chooseContract(sdk, options.contract) };
    const found: Worktree[] = [];
    for await (const one of sdk.pages(sdk.listWorktrees, { ...contract, limit: 200 })) found.push(one);
    const items = options.all === true ? found : found.filter(({ state }) => !isAway(state));
    const { bytes, standing, removed } = await sdk.listWorktrees({ limit: 1 });
    const total = `${standing === 1 ? "1 worktree takes" : `${standing} worktrees take`} ${formatBytes(bytes)}; ${removed} are in the trash can`;
    output.show(
      { items, bytes, standing, removed },
      {
        quiet: items.map(({ taskId }) => taskId).join("\n"),
        human: () => [
          ...(items.length === 0 ? [] : [...output.table({ head: HEAD, rows: items.map(rowOf) }), ""]),
          `${total}.`,
          ...items.flatMap(tellProblem),
        ],
      },
    );
    if (options.all !== true && removed > 0)
      output.hints("makima worktree list --all", "makima worktree restore TASK");
  });
}

const HEAD = ["TASK", "NAME", "CONTRACT", "STATE", "SIZE", "CHECKPOINT", "WORK", "GOES"];

const isAway = (state: Worktree["state"]): boolean => state === "removed" || state === "missing";

const PAINTS: Record<Worktree["state"], Paint> = {
  standing: paint.good,
  going: paint.warn,
  coming: paint.warn,
  removed: paint.dim,
  missing: paint.bad,
};

const rowOf = (worktree: Worktree): Cell[] => [
  { text: shortId(worktree.taskId), paint: paint.dim },
  cleanLine(worktree.taskName),
  cleanLine(worktree.contractName),
  { text: stateOf(worktree), paint: PAINTS[worktree.state] },
  formatBytes(worktree.bytes),
  captureOf(worktree),
  worktree.work,
  goesOf(worktree),
];

function stateOf({ state, taskStatus, goesAt, daemon }: Worktree): string {
  const away = daemon.isOnline ? "" : ", daemon away";
  if (state === "standing") return (goesAt === null ? taskStatus : "kept") + away;
  return (state === "removed" ? "in trash can" : state) + away;
}

function captureOf({ checkpoint, isCaptured }: Worktree): string {
  const at =
    checkpoint === null ? "none" : `${checkpoint.number}, ${formatAgo(checkpoint.createdAt, nowMs())}`;
  return isCaptured ? at : `${at}, not all`;
}

function goesOf({ goesAt, problem, removedAt, state }: Worktree): string {
  if (state === "removed" && removedAt !== null) return `went ${formatAgo(removedAt, nowMs())}`;
  if (problem !== null) return "held, see below";
  return goesAt === null ? "" : formatIn(goesAt, nowMs());
}

const tellProblem = ({ taskId, taskName, problem }: Worktree): string[] =>
  problem === null
    ? []
    : [`${paint.warn("!")} ${cleanLine(taskName)} (${shortId(taskId)}) did not go: ${cleanLine(problem)}`];
