// Follows a contract from what it is now to its end.
import type { Client } from "@makima/client";
import { isContractOver } from "@makima/core/contract";
import type { TimelineEvent } from "@makima/protocol/timeline";
import { applyFrame, type ContractPicture } from "./contract-picture.ts";

type Watcher = {
  onPicture?: (picture: ContractPicture) => void;
  onEvent?: (event: TimelineEvent) => void;
  onConnection?: (state: "open" | "lost") => void;
};

export type Follow = Watcher & { contractId: string; signal: AbortSignal };

/** Resolves with the last picture, when the contract is over or the signal is aborted. */
export async function followContract(client: Client, follow: Follow): Promise<ContractPicture> {
  const { contractId, signal } = follow;
  let picture = await loadPicture(client, contractId);
  follow.onPicture?.(picture);
  if (isContractOver(picture.contract.status)) return picture;
  const topic = `contract:${contractId}` as const;
  const { cursor } = picture.contract;
  const end = new AbortController();
  const frames = client.stream({
    topics: [topic],
    ...(cursor === undefined ? {} : { after: { [topic]: cursor } }),
    signal: AbortSignal.any([signal, end.signal]),
    ...(follow.onConnection ? { onConnection: follow.onConnection } : {}),
  });
  for await (const frame of frames) {
    picture = applyFrame(picture, frame);
    if ("kind" in frame && frame.kind === "event") follow.onEvent?.(frame.data as TimelineEvent);
    follow.onPicture?.(picture);
    if (isContractOver(picture.contract.status)) end.abort();
  }
  if (signal.aborted) return picture;
  // The last frames of the tasks may come behind the event of the end: what stands there at last is read once.
  picture = await loadPicture(client, contractId);
  follow.onPicture?.(picture);
  return picture;
}

/** The contract is read first: its cursor is the oldest place, so what the others show already comes once more and changes nothing. */
export async function loadPicture(client: Client, contractId: string): Promise<ContractPicture> {
  const contract = await client.getContract({ id: contractId });
  const tasks = [];
  for await (const task of client.pages(client.listTasks, { contractId, limit: 200 })) tasks.push(task);
  const questions = (await client.listQuestions({ contractId, limit: 200 })).items;
  const supervisor = contract.supervisor === null ? null : await client.getSupervisor({ id: contractId });
  return { contract, supervisor, tasks, questions };
}
