// When a wait for tasks has what it waits for.

export const waitIsOver = (mode: "all" | "any", tasks: readonly { isOver: boolean }[]): boolean =>
  mode === "all" ? tasks.every(({ isOver }) => isOver) : tasks.some(({ isOver }) => isOver);
