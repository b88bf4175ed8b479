// What a watcher knows of a contract, and how each frame of the stream changes it.
import type { WatchedFrame } from "@makima/client";
import type { Contract } from "@makima/protocol/contracts";
import type { QuestionView } from "@makima/protocol/questions";
import type { Supervisor } from "@makima/protocol/supervisors";
import type { Task } from "@makima/protocol/tasks";

export type ContractPicture = {
  contract: Contract;
  supervisor: Supervisor | null;
  /** in the order of their making */
  tasks: readonly Task[];
  questions: readonly QuestionView[];
};

/** Deltas, messages and output are not part of the picture. The server's frames have the shapes of its answers. */
export function applyFrame(picture: ContractPicture, frame: WatchedFrame): ContractPicture {
  if ("live" in frame) return picture;
  const { kind, data } = frame;
  if (kind === "state") return { ...picture, supervisor: merge(picture.supervisor, data) };
  if (kind === "task") return { ...picture, tasks: upsert(picture.tasks, data) };
  if (kind === "question") return { ...picture, questions: upsert(picture.questions, data) };
  if (kind === "event") return { ...picture, contract: applyEvent(picture.contract, data) };
  return picture;
}

export const openQuestions = ({ questions }: ContractPicture): QuestionView[] =>
  questions.filter(({ status }) => status === "pending");

const STATUS_OF: Readonly<Record<string, Contract["status"]>> = {
  "contract.started": "active",
  "contract.resumed": "active",
  "contract.paused": "paused",
  "contract.completed": "completed",
  "contract.failed": "failed",
  "contract.cancelled": "cancelled",
};

function applyEvent(contract: Contract, event: Readonly<Record<string, unknown>>): Contract {
  const status = STATUS_OF[String(event["type"])];
  const phase = event["phase"] as Contract["phase"] | undefined;
  return {
    ...contract,
    ...(status === undefined ? {} : { status }),
    ...(phase === undefined ? {} : { phase }),
  };
}

function upsert<Item extends { id: string }>(
  items: readonly Item[],
  data: Readonly<Record<string, unknown>>,
): readonly Item[] {
  const known = items.find(({ id }) => id === data["id"]);
  const item = merge(known ?? null, data);
  return known === undefined ? [...items, item] : items.map((one) => (one === known ? item : one));
}

function merge<Item>(known: Item | null, data: Readonly<Record<string, unknown>>): Item {
  return { ...known, ...data } as Item;
}
