// Arguments as the tools want them, of what a script may say in short.

/** `wait: ${one.taskId}` names one task; the tool wants a list. */
export function listTaskIds(args: Record<string, unknown>): Record<string, unknown> {
  return typeof args["taskIds"] === "string" ? { ...args, taskIds: [args["taskIds"]] } : args;
}
