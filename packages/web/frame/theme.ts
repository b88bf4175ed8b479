// Dark or light: as the system says, or as the person chose.
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
}

/** What is shown now, wherever it comes from. */
export function shownTheme(): "light" | "dark" {
  const theme = readTheme();
  if (theme !== "system") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
