// What a query has brought: the answer, or how it stands with it. Every page shows the three in the same way.
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FailureNote } from "./failure-note.tsx";
import { Skeleton } from "./skeleton.tsx";

/** What is known already stays in view while it is asked for again, also when that fails. */
export function AnswerOf<Data>({
  query,
  children,
  lines = 4,
}: {
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactNode;
  lines?: number;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) {
    const retry = (): void => {
      query.refetch().catch(reportError);
    };
    return <FailureNote error={query.error} onRetry={retry} />;
  }
  return <Skeleton lines={lines} />;
}
