// What needs the person shows in the tab's title, and as a notification of the system where the person wished it.
import type { QuestionView } from "@makima/protocol/questions";
import { useEffect, useRef } from "react";
import { readChoice } from "../ports/page.ts";
import { frameTexts as texts } from "../texts/frame.ts";

/** A question is long enough to be read in the corner of a screen. */
const MOST_WORDS = 160;

/** @param open what waits for the person; undefined while nobody knows */
export function useNews(open: readonly QuestionView[] | undefined, onOpen: () => void): void {
  const before = useRef<ReadonlySet<string> | null>(null);
  const latest = useRef(onOpen);
  latest.current = onOpen;
  useEffect(() => {
    if (open === undefined) return;
    document.title = open.length === 0 ? "makima" : `(${open.length}) makima`;
    // What was open when the page came is no news to who has just opened it.
    const known = before.current ?? new Set(open.map(({ id }) => id));
    const news = open.filter(({ id }) => !known.has(id));
    before.current = new Set(open.map(({ id }) => id));
    const [first] = news;
    if (first === undefined || !document.hidden || readChoice("notifications") !== "on") return;
    tell(first, { count: open.length, onOpen: () => latest.current() });
  }, [open]);
}

type More = { count: number; onOpen: () => void };

function tell({ question }: QuestionView, { count, onOpen }: More): void {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const words = question.length > MOST_WORDS ? `${question.slice(0, MOST_WORDS).toWellFormed()}…` : question;
  const note = new Notification(texts.needsMeCount(count), { body: words, tag: "needs-me" });
  note.addEventListener("click", () => {
    focus();
    onOpen();
    note.close();
  });
}
