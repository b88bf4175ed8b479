// Steers a whole contract. What the server says of it then is what the page shows, and nothing before.
import type { Contract } from "@makima/protocol/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";

export type Steering =
  | "start"
  | "pause"
  | "archive"
  | { cancel: string }
  | { phase: string; feedback: string };

export function useSteering(id: string, onError: (error: Error) => void = () => undefined) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (steering: Steering): Promise<Contract> => {
      if (steering === "start") return api.startContract({ id });
      if (steering === "pause") return api.pauseContract({ id });
      if (steering === "archive") return api.archiveContract({ id });
      if ("cancel" in steering) return api.cancelContract({ id, ...given("reason", steering.cancel) });
      return api.changePhase({ id, phase: steering.phase, ...given("feedback", steering.feedback) });
    },
    onSuccess: (contract) => {
      cache.setQueryData(keys.contract(id), contract);
      return cache.invalidateQueries({ queryKey: keys.contracts });
    },
    onError,
  });
}

const given = (name: string, text: string): Record<string, string> =>
  text.trim() === "" ? {} : { [name]: text };
