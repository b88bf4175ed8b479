// What needs the person shows in the tab's title, and as a notification of the system where the person wished it.
import { useEffect, useRef } from "react";
import { readChoice } from "../ports/page.ts";
import { frameTexts as texts } from "../texts/frame.ts";

export function useNews(count: number): void {
  const before = useRef(count);
  useEffect(() => {
    document.title = count === 0 ? "makima" : `(${count}) makima`;
    if (count > before.current && document.hidden && readChoice("notifications") === "on") tell(count);
    before.current = count;
  }, [count]);
}

function tell(count: number): void {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const note = new Notification("makima", { body: texts.needsMeCount(count), tag: "needs-me" });
  note.addEventListener("click", () => {
    focus();
    note.close();
  });
}
