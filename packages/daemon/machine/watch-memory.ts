// Watches the machine's memory: while it is short no agent is started here, and those that run go on.

const MB = 2 ** 20;
/** It has to come back by so much before agents are started again, or each start would end at once what let it begin. */
const RECOVERY = 1.25;

/**
 * `reserveBytes`: what is to stay free; 0 watches nothing. `freeBytes` measures.
 * @returns gives, each time it is asked, why no agent is started at the moment, or null
 */
export function watchMemory(watched: { reserveBytes: number; freeBytes: () => number }): () => string | null {
  const { reserveBytes, freeBytes } = watched;
  let isShort = false;
  return () => {
    const free = freeBytes();
    isShort = free < reserveBytes * (isShort ? RECOVERY : 1);
    return isShort
      ? `${Math.floor(free / MB)} MB of memory are free, and ${Math.floor(reserveBytes / MB)} MB are kept for what runs`
      : null;
  };
}
