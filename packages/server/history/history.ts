// The face of history: everything that was, read back.
export { type CutCall, cutAtEnd } from "./close-cut.ts";
export { countBehind } from "./count-behind.ts";
export { getCheckpoints } from "./get-checkpoints.ts";
export { getConversation } from "./get-conversation.ts";
export { getHistory, historyBehind, lastHistoryNumber } from "./get-history.ts";
export { getOutput } from "./get-output.ts";
export { getPositions } from "./get-positions.ts";
export { getSupervisorConversation } from "./get-supervisor-conversation.ts";
export { getTimeline } from "./get-timeline.ts";
export { getToolCalls } from "./get-tool-calls.ts";
export { getTree } from "./get-tree.ts";
export { indexHistory, indexOutput } from "./index-words.ts";
export { listFindings } from "./list-findings.ts";
export { listLate } from "./list-late.ts";
export { numberHistory } from "./number-history.ts";
export { pastMessages } from "./past-messages.ts";
export { readView, scanMessages, showMessage, type View } from "./reader.ts";
export { search } from "./search.ts";
