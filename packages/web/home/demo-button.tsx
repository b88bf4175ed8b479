// Begins the demonstration, and goes to its contract.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { CopyText } from "../parts/copy-text.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { homeTexts } from "../texts/home.ts";

const texts = homeTexts.welcome;

/** A server that was not started by `makima up` has no sample: its contract is taken back, and the terminal is named. */
export function DemoButton() {
  const api = useApi();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const demo = useMutation({
    mutationFn: async (): Promise<string | null> => {
      const { id, repository } = await api.createDemo();
      if (repository.check !== "failed") return id;
      await api.cancelContract({ id });
      await api.archiveContract({ id });
      return null;
    },
    onSuccess: async (id) => {
      if (id === null) return;
      await cache.invalidateQueries({ queryKey: keys.contracts });
      await navigate({ to: "/contracts/$id", params: { id } });
    },
  });
  return (
    <>
      <button type="button" className="button" disabled={demo.isPending} onClick={() => demo.mutate()}>
        {demo.isPending ? texts.demoBusy : texts.demoButton}
      </button>
      {demo.data === null && (
        <>
          <p>{texts.demoElsewhere}</p>
          <CopyText text="npx makima demo" />
        </>
      )}
      {demo.isError && <FailureNote error={demo.error} />}
    </>
  );
}
