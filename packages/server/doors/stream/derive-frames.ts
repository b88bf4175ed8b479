// What events mean for those who watch: before each event the thing that it changed, as it is now.
import type { Topic } from "@makima/protocol/stream";
import type { Reader } from "../../db/database.ts";
import { showEvent } from "../../journal/show-event.ts";
import { readQuestion, showQuestion } from "../../questions/questions.ts";
import { readSupervisor } from "../../supervisors/supervisors.ts";
import { readTask } from "../../tasks/tasks.ts";
import { type FrameKind, type Piece, pieceOf } from "./piece.ts";
import type { PlacedEvent } from "./reader.ts";

type Frame = { kind: FrameKind; data: object };

/**
 * The pieces of a batch of events, in their order. A thing that changed several times in the batch is shown once, at its last change. The
 * event itself comes behind the things that it changed, since the place moves with it: a connection that is cut between them shows the
 * things again, as they are then, and the event once.
 */
export async function deriveFrames(
  db: Reader,
  events: readonly PlacedEvent[],
  { topic, ownerId }: { topic: Topic; ownerId: string },
): Promise<Piece[]> {
  const namesOf = (event: PlacedEvent) => changedBy(event, topic);
  const lastChange = new Map(events.flatMap((event) => namesOf(event).map((name) => [name, event.place])));
  const frames = await Promise.all(
    events.map(async (event): Promise<Frame[]> => {
      const names = namesOf(event).filter((name) => lastChange.get(name) === event.place);
      const changed = await Promise.all(names.map((name) => readThing(db, { name, event, ownerId })));
      return [...changed.filter((frame) => frame !== null), { kind: "event", data: showEvent(event) }];
    }),
  );
  return events.flatMap((event, index) => {
    const ofEvent = frames[index] ?? [];
    return ofEvent.map((frame, place) =>
      pieceOf({
        topic,
        ...frame,
        source: 0,
        number: event.place,
        isLast: place === ofEvent.length - 1,
      }),
    );
  });
}

/**
 * The names of the things that an event changed. Whatever is a save point changes the supervisor's state, be it only its version, what it
 * spawned or what it asks; who watches one task is told of the state only where that task is the supervisor's.
 */
function changedBy(event: PlacedEvent, topic: Topic): string[] {
  const { type, contractId } = event;
  const noun = type.split(".")[0] ?? "";
  const changesState = noun === "supervisor" || (!topic.startsWith("task:") && SAVING.has(noun));
  return [...ownThing(event, noun), ...(changesState ? [`state ${contractId}`] : [])];
}

const SAVING: ReadonlySet<string> = new Set([
  "contract",
  "phase",
  "task",
  "run",
  "question",
  "checkpoint",
  "restoration",
]);

function ownThing({ type, taskId, data }: PlacedEvent, noun: string): string[] {
  if (noun === "question" && typeof data["questionId"] === "string")
    return [`question ${data["questionId"]}`];
  if (type === "conversation.rewound") return [`head ${taskId ?? ""}`];
  const isOfTask = noun === "task" || noun === "run" || noun === "checkpoint" || noun === "restoration";
  return isOfTask && taskId !== null ? [`task ${taskId}`] : [];
}

async function readThing(
  db: Reader,
  { name, event, ownerId }: { name: string; event: PlacedEvent; ownerId: string },
): Promise<Frame | null> {
  const [kind, id = ""] = name.split(" ");
  if (kind === "head") return { kind: "head", data: { index: event.data["index"] } };
  if (kind === "task") return asFrame("task", await readTask(db, { ownerId, taskId: id }));
  if (kind === "state") return asFrame("state", await readSupervisor(db, { ownerId, contractId: id }));
  const question = await readQuestion(db, { ownerId, questionId: id });
  return asFrame("question", question === null ? null : showQuestion(question));
}

const asFrame = (kind: FrameKind, data: object | null): Frame | null =>
  data === null ? null : { kind, data };
