// How long a program that died rests before it is started again.

/** A program that lived for so long had started well: its death begins the count anew. */
export const healthyMs = 10_000;
/** So many deaths in a row are a loop, which a person is told of. */
export const loopAfter = 8;

/** 50 ms, doubling to 5 s; 30 s in a loop, whose cause may still pass (a full disk) but not soon. */
export function restMs(deaths: number): number {
  return deaths >= loopAfter ? 30_000 : Math.min(5_000, 25 * 2 ** deaths);
}
