// Changes that come many in a second are made once a frame of the screen.

/** A page in the background draws no frames, and what it is told is not to pile up. */
export function inFrames<Held>(
  apply: (work: (held: Held) => Held) => void,
  signal: AbortSignal,
): (work: (held: Held) => Held) => void {
  let waiting: ((held: Held) => Held)[] = [];
  const run = (): void => {
    const works = waiting;
    waiting = [];
    if (!signal.aborted) apply((held) => works.reduce((before, work) => work(before), held));
  };
  return (work) => {
    waiting.push(work);
    if (waiting.length === 1) (document.hidden ? setTimeout : requestAnimationFrame)(run);
  };
}
