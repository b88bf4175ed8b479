// Threads that simulate beside each other, each with a database of its own in its memory.
import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

/** A thread that is given messages and answers each with one. */
export type Thread<Message, Answer> = { ask(message: Message): Promise<Answer>; stop(): Promise<void> };

/** @param program a module that calls `serveThread` */
export function startThread<Message, Answer>(program: string): Thread<Message, Answer> {
  const worker = new Worker(program);
  return {
    ask: async (message) => {
      worker.postMessage(message);
      const [answer] = (await once(worker, "message")) as [Answer];
      return answer;
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}

/** In the thread: answers one message after the other. */
export function serveThread<Message, Answer>(answer: (message: Message) => Promise<Answer>): void {
  if (isMainThread || parentPort === null) throw new Error("this program is a thread's");
  const port = parentPort;
  // What fails is thrown out of the thread, and ends it.
  port.on("message", async (message: Message) => port.postMessage(await answer(message)));
}

export const monotonicMs = (): number => performance.now();
