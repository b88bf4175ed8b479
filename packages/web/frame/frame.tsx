// The frame of every page: the rail, the bar with search and connection, the palette, the keys, and the toasts.
import { Outlet, useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useQuestions } from "../live/queries.ts";
import { useSnoozes } from "../needs-me/snoozed.ts";
import { frameTexts as texts } from "../texts/frame.ts";
import { ConnectionMark } from "./connection-mark.tsx";
import { Rail } from "./rail.tsx";
import { ToastStack } from "./toast-stack.tsx";
import { undoNewest } from "./toasts.ts";
import { useKeys } from "./use-keys.ts";
import { useNews } from "./use-news.ts";

const Palette = lazy(() => import("./palette.tsx").then(({ Palette: part }) => ({ default: part })));
const KeysSheet = lazy(() => import("./keys-sheet.tsx").then(({ KeysSheet: part }) => ({ default: part })));

type Shown = "palette" | "keys" | null;

export function Frame() {
  const [shown, setShown] = useState<Shown>(null);
  const open = useAwake();
  const navigate = useNavigate();
  useNews(open, () => {
    navigate({ to: "/needs-me" }).catch(reportError);
  });
  useGoKeys(setShown);
  return (
    <div className="frame">
      <a href="#page" className="skip">
        {texts.skip}
      </a>
      <Rail count={open?.length ?? 0} />
      <header className="bar">
        <button type="button" className="search-button" onClick={() => setShown("palette")}>
          <Search size={14} aria-hidden="true" />
          <span>{texts.search}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <ConnectionMark />
      </header>
      <main id="page" tabIndex={-1}>
        <Outlet />
      </main>
      <ToastStack />
      <Suspense>
        {shown === "palette" && <Palette onClose={() => setShown(null)} onKeys={() => setShown("keys")} />}
        {shown === "keys" && <KeysSheet onClose={() => setShown(null)} />}
      </Suspense>
    </div>
  );
}

/** The open questions that were not put off. */
function useAwake() {
  const questions = useQuestions().data;
  const snoozes = useSnoozes();
  return useMemo(() => questions?.filter(({ id }) => !snoozes.has(id)), [questions, snoozes]);
}

function useGoKeys(show: (shown: Shown) => void): void {
  const navigate = useNavigate();
  const go =
    (to: "/needs-me" | "/" | "/timeline" | "/machines" | "/usage" | "/settings" | "/new") => (): void => {
      navigate({ to }).catch(reportError);
    };
  useKeys({
    "?": () => show("keys"),
    "g n": go("/needs-me"),
    "g c": go("/"),
    "g t": go("/timeline"),
    "g m": go("/machines"),
    "g u": go("/usage"),
    "g s": go("/settings"),
    c: go("/new"),
    "/": () => show("palette"),
    u: undoNewest,
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      show("palette");
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [show]);
}
