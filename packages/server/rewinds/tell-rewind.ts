// Tells of a rewind that is done: events for people, a notice for the agent, and a turn for one that was stopped in its work.
import type { RecordedCall } from "@makima/core/delivery";
import { composeRewindNotice, type RewindFacts } from "@makima/core/rewind";
import { appendEvents, type NewEvent } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { sendDelivery } from "../tasks/tasks.ts";
import type { RewindResult } from "./await-rewind.ts";
import { goOn } from "./go-on.ts";
import { showCut } from "./show-preview.ts";
import type { Finishing, Rewound } from "./steps.ts";

const GO_ON = "Go on with your task from here.";

export async function tellRewind(
  finishing: Finishing,
  told: { rewound: Rewound; result: RewindResult; wasRunning: boolean; recorded: RecordedCall[] },
): Promise<void> {
  const { world, held, rewind } = finishing;
  const { tx, contract, task } = held;
  const to = { ownerId: task.ownerId, taskId: task.id };
  const facts = factsOf(finishing, told);
  const data = { kind: "rewind", ...facts };
  // A conversation that is taken back is given to the agent anew, with the results that it holds.
  const recorded = told.rewound.conversation === null ? told.recorded : [];
  const notice = { kind: "notice" as const, text: composeRewindNotice(facts), data, recorded };
  await sendDelivery(tx, { ids: world.ids, to, item: notice });
  await goOn(tx, { world, task, wasRunning: told.wasRunning, text: GO_ON });
  const of = { ownerId: task.ownerId, contractId: contract.id };
  await appendEvents(tx, of, eventsOf(finishing, told));
  const actor = { kind: "person" as const, id: rewind.askedBy };
  const activity = task.kind === "supervisor" ? { activity: "Taken back by a person" } : {};
  await saveSupervisor(tx, of, { actor, ...activity });
}

type Told = { rewound: Rewound; result: RewindResult };

function factsOf({ rewind }: Finishing, { rewound, result }: Told): RewindFacts {
  const { code, conversation, found } = rewound;
  const { messagesRemoved, messagesRestored } = result;
  return {
    afterPoint: rewind.afterPoint,
    code: code === null ? null : { number: code.number, filesChanged: result.filesChanged },
    conversation: conversation === null ? null : { messagesRemoved, messagesRestored },
    notTakenBack: found.notTakenBack,
    openQuestions: found.openQuestions,
    withdrawnQuestions: found.withdrawnQuestions,
    openTasks: found.openTasks,
    cutCalls: conversation === null ? [] : found.cutCalls.map(showCut),
  };
}

function eventsOf({ held, rewind }: Finishing, { rewound, result }: Told): NewEvent[] {
  const { contract, task } = held;
  const about = {
    actor: { kind: "person" as const, id: rewind.askedBy },
    taskId: task.id,
    phase: contract.phase,
  };
  const common = { rewindId: rewind.id, name: task.name, undoCheckpointId: result.undoCheckpointId };
  const { code, conversation } = rewound;
  const { branch, filesChanged, codeRewound, messagesRemoved, messagesRestored } = result;
  const events: NewEvent[] = [];
  if (branch !== null)
    events.push({
      ...about,
      type: "branch.made",
      data: { ...common, branch: branch.name, commit: branch.commit },
    });
  if (code !== null) {
    const { checkpointId, number, commit } = code;
    const data = {
      ...common,
      checkpointId,
      number,
      commit,
      filesChanged,
      codeRewound,
      preserve: rewind.preserve,
    };
    events.push({ ...about, type: "code.rewound", data });
  }
  if (conversation !== null) {
    const index = conversation.count - 1;
    const data = {
      ...common,
      index,
      messagesRemoved,
      messagesRestored,
      checkpointId: code?.checkpointId ?? null,
    };
    events.push({ ...about, type: "conversation.rewound", data });
  }
  return events;
}
