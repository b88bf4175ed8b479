// The evidence of a schedule, in the shape that the checkers read.
import { type Evidence, NO_EVIDENCE, type Rows, STRANGER } from "../history/evidence.ts";
import { EVIDENCE_STATEMENTS } from "../history/evidence-statements.ts";
import { look } from "./look.ts";
import type { People, PersonRequest, RequestKind } from "./people.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

export function gatherMemoryEvidence(world: SimulatedWorld, people: People): Evidence {
  const { daemons, agentLog } = world;
  return {
    ...NO_EVIDENCE,
    ...readRows(world),
    spools: daemons.map(({ machine: { daemonId, disk } }) => ({
      daemonId,
      records: disk.spool.records.map(({ record }) => record),
      isWhole: true,
      open: disk.spool.records.length - disk.spool.ackedSeq,
    })),
    daemonSteps: daemons.map(({ machine: { daemonId, disk } }) => ({ daemonId, steps: disk.steps })),
    clients: people.requests.map(asClientCall),
    earlier: world.earlier,
    refs: daemons.flatMap(({ machine }) =>
      [...machine.disk.refs].map(([ref, commit]) => ({
        ...{ ref, commit, tree: machine.disk.trees.get(commit) ?? commit },
      })),
    ),
    rewoundTrees: daemons.flatMap(({ machine }) => machine.disk.rewoundTrees),
    pasts: world.pasts,
    refMoves: world.person.moves,
    agentLog,
  };
}

export function readRows({ database }: SimulatedWorld): Rows {
  const found = Object.entries(EVIDENCE_STATEMENTS).map(
    ([name, text]) => [name, look(database, text)] as const,
  );
  // Each statement names the columns of its rows.
  return Object.fromEntries(found) as Rows;
}

const DOES: Record<RequestKind, string> = {
  answer: "answerQuestion",
  message: "messageTask",
  pause: "pauseContract",
  start: "startContract",
  phase: "changePhase",
  cancel: "cancelContract",
  resume: "resumeTask",
  "rewind task": "rewindTask",
  "rewind conversation": "rewindConversation",
  fork: "forkTask",
  branch: "branchFromTask",
  "look at question": "getQuestion",
  "look at task": "getTask",
};

function asClientCall({
  kind,
  isStranger,
  about,
  key,
  body,
  outcome,
  invokedAt,
  endedAt,
}: PersonRequest): Evidence["clients"][number] {
  const call = {
    client: isStranger ? STRANGER : "person",
    does: DOES[kind],
    about,
    key,
    value: body,
    invokedAt,
    endedAt,
  };
  if (outcome === null) return { ...call, outcome: "unknown" };
  if (outcome.ok) return { ...call, outcome: "ok" };
  return { ...call, outcome: "fail", code: outcome.code, answer: responseIn(outcome.details) };
}

/** Who loses is told the response that won. */
const responseIn = (details: unknown): unknown =>
  typeof details === "object" && details !== null && "response" in details ? details.response : null;
