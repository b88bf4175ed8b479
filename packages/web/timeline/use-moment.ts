// How a task stood at a moment, asked for when the handle rests there.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { type MomentAt, readMoment } from "./read-moment.ts";

const LOOK_AGAIN_MS = 3_000;
const KEPT_MS = 10_000;
/** While the handle is moved nothing is asked for. */
const REST_MS = 120;

export function useMoment({ contractId, taskId, at }: MomentAt) {
  const api = useApi();
  const wanted = useRested(at);
  return useQuery({
    queryKey: [...keys.history(contractId), "moment", taskId, wanted],
    queryFn: ({ signal }) => readMoment(api, { contractId, taskId, at: wanted }, signal),
    // What another task said would stand under this one's name.
    placeholderData: (old, query) => (query?.queryKey.includes(taskId) === true ? old : undefined),
    gcTime: KEPT_MS,
    refetchInterval: wanted === null ? LOOK_AGAIN_MS : false,
  });
}

function useRested(at: number | null): number | null {
  const [rested, setRested] = useState(at);
  useEffect(() => {
    const timer = setTimeout(() => setRested(at), REST_MS);
    return () => clearTimeout(timer);
  }, [at]);
  return rested;
}
