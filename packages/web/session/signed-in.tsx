// Everything behind the sign-in: the client, what the page holds, the stream, and the pages.
import { ApiError } from "@makima/client";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { ApiContext } from "../live/api.ts";
import { followOwner } from "../live/follow-owner.ts";
import { forgetPageKey, onKeptChange, readPageKey } from "../ports/page.ts";
import { createAppRouter } from "../router.tsx";
import { clientOf } from "./open-session.ts";
import { SessionContext } from "./session-context.ts";

export function SignedIn({ pageKey, onEnd }: { pageKey: string; onEnd: () => void }) {
  const end = useMemo(
    () => () => {
      forgetPageKey();
      onEnd();
    },
    [onEnd],
  );
  const api = useMemo(() => clientOf(pageKey), [pageKey]);
  const cache = useMemo(() => createCache(end), [end]);
  const router = useMemo(() => createAppRouter(), []);
  useEffect(() => {
    const over = new AbortController();
    followOwner({ api, cache, onEnd: end }, over.signal).catch(reportError);
    return () => over.abort();
  }, [api, cache, end]);
  // Signed out, or in anew, in another tab.
  useEffect(() => onKeptChange(() => readPageKey() !== pageKey && onEnd()), [pageKey, onEnd]);
  return (
    <SessionContext value={{ pageKey, end }}>
      <ApiContext value={api}>
        <QueryClientProvider client={cache}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </ApiContext>
    </SessionContext>
  );
}

/** The client tries again by itself, and the stream keeps what is held true: nothing is asked for twice. */
function createCache(end: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401) end();
      },
    }),
    defaultOptions: {
      queries: {
        retry: (_count, error) => !(error instanceof ApiError),
        retryDelay: 1_000,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
      },
    },
  });
}
