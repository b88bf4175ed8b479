// Dark or light: as the system says, or as the person chose.
import { useSyncExternalStore } from "react";
import { forgetChoice, keepChoice, readChoice } from "../ports/page.ts";

export type Theme = "system" | "light" | "dark";

export function readTheme(): Theme {
  const kept = readChoice("theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") forgetChoice("theme");
  else keepChoice("theme", theme);
  applyTheme();
}

export function applyTheme(): void {
  const theme = readTheme();
  if (theme === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", theme);
  for (const hear of hearers) hear();
}

const hearers = new Set<() => void>();
const system = (): MediaQueryList => matchMedia("(prefers-color-scheme: dark)");

function subscribe(hear: () => void): () => void {
  const media = system();
  hearers.add(hear);
  media.addEventListener("change", hear);
  return () => {
    hearers.delete(hear);
    media.removeEventListener("change", hear);
  };
}

/** For what is drawn and not styled, so that it is drawn anew when dark becomes light. */
export const useShownTheme = (): "light" | "dark" => useSyncExternalStore(subscribe, shownTheme);

/** What is shown now, wherever it comes from. */
function shownTheme(): "light" | "dark" {
  const theme = readTheme();
  if (theme !== "system") return theme;
  return system().matches ? "dark" : "light";
}
