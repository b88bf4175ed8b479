// What is shown of a moment: the words that were in view, the files, or what has changed since.
import type { Task } from "@makima/protocol/tasks";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { FilesThen } from "../code-then/files-then.tsx";
import { Segments } from "../parts/segments.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { codeThenTexts as texts } from "../texts/code-then.ts";
import type { Moment } from "./moment-of.ts";
import { MomentTalk } from "./moment-talk.tsx";

const SEES = ["words", "files", "changes"] as const;
const route = getRouteApi("/timeline");
const ChangesSince = lazy(() =>
  import("../code-then/changes-since.tsx").then(({ ChangesSince: part }) => ({ default: part })),
);

export function MomentParts({ moment, task }: { moment: Moment; task: Task }) {
  const { see = "words" } = route.useSearch();
  const navigate = useNavigate({ from: "/timeline" });
  return (
    <>
      <Segments
        label={texts.see}
        value={see}
        options={SEES.map((value) => ({ value, label: texts.sees[value] }))}
        onChange={(value) => {
          const wanted = value === "words" ? undefined : value;
          navigate({ search: (old) => ({ ...old, see: wanted }), replace: true }).catch(reportError);
        }}
      />
      {see === "words" ? (
        <MomentTalk messages={moment.messages} agent={task.agent} />
      ) : (
        <CodeThen see={see} checkpointId={moment.checkpoint?.id ?? null} taskId={task.id} />
      )}
    </>
  );
}

type CodeProps = { see: "files" | "changes"; checkpointId: string | null; taskId: string };

/** The newest checkpoint at or before the moment is what is known of the code of then. */
function CodeThen({ see, checkpointId, taskId }: CodeProps) {
  if (checkpointId === null) return <p className="quiet">{texts.none}</p>;
  const at = { taskId, checkpointId };
  if (see === "files") return <FilesThen at={at} />;
  return (
    <Suspense fallback={<Skeleton lines={5} />}>
      <ChangesSince at={at} />
    </Suspense>
  );
}
