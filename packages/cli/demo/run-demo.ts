// Runs the demonstration's contract from its goal to its end, with answers and, if wanted, with kills.
import { demoContract } from "@makima/protocol/demo";
import type { QuestionView } from "@makima/protocol/questions";
import type { Context } from "../context.ts";
import { type ContractPicture, openQuestions } from "../watch/contract-picture.ts";
import { type LiveContract, showContractLive } from "../watch/show-contract-live.ts";
import { type AnswerWay, answerQuestion } from "./answer-questions.ts";
import { openPictureBoard } from "./await-picture.ts";
import { type Crash, crashWorld } from "./crash-world.ts";
import type { DemoWorld } from "./open-demo-world.ts";

export type RunDemo = {
  world: DemoWorld;
  repository: string;
  /** Supervisor and workers. */
  agent: string;
  way: AnswerWay;
  crash: boolean;
  signal: AbortSignal;
};

export type DemoRun = { picture: ContractPicture; crashes: readonly Crash[] };

export async function runDemo(context: Context, run: RunDemo): Promise<DemoRun> {
  const { client, home } = run.world;
  const { id: contractId } = await client.createContract(demoContract(run.repository, run.agent));
  const board = openPictureBoard();
  const stop = new AbortController();
  const live: LiveContract = showContractLive(client, context.output, {
    contractId,
    signal: AbortSignal.any([run.signal, stop.signal]),
    onPicture: board.put,
  });
  const ended = live.ended.finally(board.close);
  let letAnswer = (): void => undefined;
  const mayAnswer = run.crash
    ? new Promise<void>((resolve) => {
        letAnswer = resolve;
      })
    : Promise.resolve();
  const answering = answerAll();
  const crashing = run.crash
    ? crashWorld({ home, client, board, say: live.say, letAnswer: () => letAnswer() }).catch(ignoreAbort)
    : Promise.resolve([]);
  try {
    const [picture, crashes] = await Promise.all([ended, crashing, Promise.race([answering, ended])]);
    return { picture, crashes };
  } finally {
    stop.abort();
  }

  /** Whoever stops the demonstration need not hear what it could not do any more. */
  function ignoreAbort(error: unknown): Crash[] {
    if (run.signal.aborted) return [];
    throw error;
  }

  /** One after the other: a terminal has room for one prompt. Ends with the contract. */
  async function answerAll(): Promise<void> {
    const seen = new Set<string>();
    const isNew = ({ id }: QuestionView): boolean => !seen.has(id);
    await mayAnswer;
    for (;;) {
      const picture = await board
        .until("another question", (one) => openQuestions(one).some(isNew))
        .catch(() => null);
      const question = picture === null ? undefined : openQuestions(picture).find(isNew);
      if (question === undefined) return;
      seen.add(question.id);
      await answerQuestion({ client, way: run.way, live: () => live }, question);
    }
  }
}
