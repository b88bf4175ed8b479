// The face of rewinds: code and conversation gone back to a point, shown first, undone later.
export { advanceRewind } from "./advance-rewind.ts";
export { openRewinds } from "./reader.ts";
export { rewindConversation } from "./rewind-conversation.ts";
export { rewindTask } from "./rewind-task.ts";
