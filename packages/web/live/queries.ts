// What pages ask for, each once; the stream keeps it true.
import type { Client } from "@makima/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useApi } from "./api.ts";
import { keys } from "./keys.ts";

/** More than anybody looks through; beyond that the search finds it. */
const MOST = 400;

async function upTo<Item>(items: AsyncIterable<Item>, most: number = MOST): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) {
    found.push(item);
    if (found.length >= most) break;
  }
  return found;
}

const contractsQuery = (api: Client) =>
  queryOptions({
    queryKey: keys.contracts,
    queryFn: () => upTo(api.pages(api.listContracts, { limit: 200 })),
  });

const questionsQuery = (api: Client) =>
  queryOptions({
    queryKey: keys.questions,
    queryFn: () => upTo(api.pages(api.listQuestions, { limit: 200 })),
  });

const daemonsQuery = (api: Client) =>
  queryOptions({ queryKey: keys.daemons, queryFn: () => api.listDaemons({ limit: 200 }) });

export const useContracts = () => useQuery(contractsQuery(useApi()));
export const useQuestions = () => useQuery(questionsQuery(useApi()));
export const useDaemons = () => useQuery({ ...daemonsQuery(useApi()), refetchInterval: 15_000 });

export function useContract(id: string) {
  const api = useApi();
  return useQuery({ queryKey: keys.contract(id), queryFn: () => api.getContract({ id }) });
}

export function useSupervisor(id: string, { isThere }: { isThere: boolean }) {
  const api = useApi();
  return useQuery({
    queryKey: keys.supervisor(id),
    queryFn: () => api.getSupervisor({ id }),
    enabled: isThere,
  });
}

export function useTasks(contractId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.tasks(contractId),
    queryFn: () => upTo(api.pages(api.listTasks, { contractId, limit: 200 }), 2_000),
  });
}

export function useTask(id: string, { isWanted }: { isWanted: boolean }) {
  const api = useApi();
  return useQuery({
    queryKey: keys.task(id),
    queryFn: () => api.getTask({ id }),
    enabled: isWanted,
  });
}

export function useRestorations(contractId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.restorations(contractId),
    queryFn: () => upTo(api.pages(api.listRestorations, { id: contractId, limit: 100 }), 200),
  });
}

export function useFindings(contractId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.findings(contractId),
    queryFn: () => upTo(api.pages(api.listFindings, { id: contractId, limit: 100 }), 200),
  });
}

export function useCheckpoints(taskId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.checkpoints(taskId),
    queryFn: () => upTo(api.pages(api.getCheckpoints, { id: taskId, limit: 200 }), 1_000),
  });
}
