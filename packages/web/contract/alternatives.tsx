// What could have been done instead of what a restoration did: a button for each.
import type { Contract } from "@makima/protocol/contracts";
import type { Restoration } from "@makima/protocol/restorations";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { showToast } from "../frame/toasts.ts";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { useTasks } from "../live/queries.ts";
import { FailureNote } from "../parts/failure-note.tsx";
import { tabTexts } from "../texts/tabs.ts";
import { Part } from "./part.tsx";

const texts = tabTexts.restorations;

/** Only a supervisor can be taken up by a plan of the person's; and only what can be done at all has a button. */
export function Alternatives({ restoration, contract }: { restoration: Restoration; contract: Contract }) {
  const api = useApi();
  const cache = useQueryClient();
  const resume = useMutation({
    mutationFn: (plan: "proceed" | "use_checkpoint" | "start_fresh") =>
      api.resumeSupervisor({ id: contract.id, resumeMode: "continue", plan }),
    onSuccess: () => {
      showToast({ text: texts.taken, tone: "plain" });
      return cache.invalidateQueries({ queryKey: keys.restorations(contract.id) });
    },
  });
  const { alternatives, taskId, taskKind } = restoration;
  const status = useTasks(contract.id).data?.find(({ id }) => id === taskId)?.status;
  const isAtWork = status === "running" || status === "starting";
  if (taskKind !== "supervisor" || alternatives.length === 0 || contract.status !== "active") return null;
  return (
    <Part title={texts.alternatives}>
      {alternatives.map(({ plan, effect }) => (
        <div key={plan} className="alternative">
          {plan !== "manual_intervention" && (
            <button
              type="button"
              className="button"
              disabled={resume.isPending || isAtWork}
              onClick={() => resume.mutate(plan)}
            >
              {texts.plans[plan]}
            </button>
          )}
          <bdi className="quiet">{effect}</bdi>
        </div>
      ))}
      {isAtWork && <p className="quiet">{texts.atWork}</p>}
      {resume.isError && <FailureNote error={resume.error} />}
    </Part>
  );
}
