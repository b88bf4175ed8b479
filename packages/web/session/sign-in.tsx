// The page of who is not signed in: what to do at the terminal, and what became of the link.
import { ApiError } from "@makima/client";
import { useEffect, useState } from "react";
import { CopyText } from "../parts/copy-text.tsx";
import { Logo } from "../parts/logo.tsx";
import { signInTexts as texts } from "../texts/sign-in.ts";
import { openSession } from "./open-session.ts";

type State = { kind: "none" | "trying" } | { kind: "refused"; reason: string };

export function SignIn({ token, onDone }: { token: string | null; onDone: () => void }) {
  const [state, setState] = useState<State>({ kind: token === null ? "none" : "trying" });
  useEffect(() => {
    if (token === null) return;
    setState({ kind: "trying" });
    openSession(token).then(onDone, (error: unknown) =>
      setState({ kind: "refused", reason: error instanceof ApiError ? texts.linkOver : texts.noAnswer }),
    );
  }, [token, onDone]);
  return (
    <main className="sign-in">
      <Logo />
      <h1>{state.kind === "trying" ? texts.trying : texts.title}</h1>
      {state.kind === "refused" && (
        <p role="alert" className="note note-bad">
          {state.reason}
        </p>
      )}
      {state.kind !== "trying" && (
        <>
          <p>{texts.how}</p>
          <CopyText text="npx makima open" />
          <p className="quiet">{texts.why}</p>
        </>
      )}
    </main>
  );
}
