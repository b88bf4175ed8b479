// How code and its changes are drawn, everywhere alike.
import { useMemo } from "react";
import { useShownTheme } from "../frame/theme.ts";
import { CODE_THEME } from "./code-theme.ts";

export function useCodeOptions(diffStyle: "unified" | "split") {
  const themeType = useShownTheme();
  return useMemo(
    () => ({
      diffStyle,
      themeType,
      theme: CODE_THEME,
      overflow: "wrap" as const,
      preferredHighlighter: "shiki-js" as const,
      disableWorkerPool: true,
    }),
    [diffStyle, themeType],
  );
}
