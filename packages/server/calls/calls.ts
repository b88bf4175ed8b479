// The face of calls: agents' calls of makima's tools, and what they wait for.
export { askPermission } from "./ask-permission.ts";
export { bringAnswers } from "./bring-answers.ts";
export { closeCalls } from "./close-calls.ts";
export { deliverCommand, deliverContract } from "./deliver-contract.ts";
export {
  endTaskWaits,
  endWaitOfQuestion,
  endWaits,
  endWaitsForMissing,
  endWaitsOfCalls,
} from "./end-waits.ts";
export { giveAnswer } from "./give-answer.ts";
export { askHands, diffCommand, diffForPerson, mergeForPerson } from "./hands-for-person.ts";
export { ANSWER_READS } from "./hold-asked.ts";
export { moveHome } from "./move-home.ts";
export { noticeLoop } from "./notice-loop.ts";
export { overdueCall } from "./overdue-call.ts";
export { danglingCalls, openWaitsOfTask } from "./reader.ts";
export { recordHands } from "./record-hands.ts";
export { finishedCalls, recordedCalls } from "./recorded-calls.ts";
export { resumeWaits } from "./resume-wait.ts";
export { takeCall } from "./take-call.ts";
