// Waits for the word to end: Ctrl-C, a signal, or the end of the channel to our own parent.

export type End = {
  /** Aborted at the first word. */
  asked: AbortSignal;
  first: Promise<void>;
  /** The second word: end at once. */
  second: Promise<void>;
  /** Stops listening: what still listens keeps a program alive. */
  release: () => void;
};

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export function awaitEnd(isHeldByParent: boolean): End {
  const words = [new AbortController(), new AbortController()] as const;
  const hear = (): void => {
    const next = words.find(({ signal }) => !signal.aborted);
    next?.abort();
  };
  for (const name of signals) process.on(name, hear);
  if (isHeldByParent) process.stdin.resume().once("end", hear).once("error", hear);
  const [asked, again] = words;
  return {
    asked: asked.signal,
    first: abortOf(asked.signal),
    second: abortOf(again.signal),
    release: () => {
      for (const name of signals) process.off(name, hear);
      if (isHeldByParent) process.stdin.destroy();
    },
  };
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve());
  });
}
