// The command with which one more machine joins.
import { useMutation } from "@tanstack/react-query";
import { useApi } from "../live/api.ts";
import { CopyText } from "../parts/copy-text.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { machinesTexts as texts } from "../texts/machines.ts";

export function JoinMachine() {
  const api = useApi();
  const join = useMutation({ mutationFn: () => api.createJoinToken({}) });
  return (
    <section className="panel">
      <h2>{texts.join}</h2>
      <p className="quiet">{texts.joinHow}</p>
      {join.data === undefined ? (
        <button type="button" className="button" disabled={join.isPending} onClick={() => join.mutate()}>
          {texts.joinButton}
        </button>
      ) : (
        <CopyText text={`npx makima daemon --server ${location.origin} --token ${join.data.token}`} />
      )}
      {join.isError && <FailureNote error={join.error} />}
    </section>
  );
}
