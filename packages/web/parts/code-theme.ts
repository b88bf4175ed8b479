// The colours of code among changes. What is added and taken out stands on a ground of its own, on which softer colours could not be read.
import { registerCustomTheme } from "@pierre/diffs";

export const CODE_THEME = { light: "makima-light", dark: "makima-dark" } as const;

type Colours = Record<"ink" | "quiet" | "keyword" | "text" | "constant" | "name" | "type", string>;

const LIGHT: Colours = {
  ink: "#20242b",
  quiet: "#585d65",
  keyword: "#a01d5e",
  text: "#0f5f3a",
  constant: "#844500",
  name: "#2c46ad",
  type: "#673b9c",
};
const DARK: Colours = {
  ink: "#e4e6ea",
  quiet: "#a9aeb7",
  keyword: "#ff9dbb",
  text: "#93dbad",
  constant: "#f2bd79",
  name: "#a8bbff",
  type: "#d0b3ff",
};

registerCustomTheme(CODE_THEME.light, async () => themeOf(CODE_THEME.light, LIGHT, "#ffffff"), "textmate");
registerCustomTheme(CODE_THEME.dark, async () => themeOf(CODE_THEME.dark, DARK, "#17191d"), "textmate");

function themeOf(name: "makima-light" | "makima-dark", colours: Colours, ground: string) {
  const { ink, quiet, keyword, text, constant, name: called, type } = colours;
  const rule = (foreground: string, ...scope: string[]) => ({ scope, settings: { foreground } });
  return {
    name,
    type: name === "makima-light" ? ("light" as const) : ("dark" as const),
    fg: ink,
    bg: ground,
    colors: { "editor.foreground": ink, "editor.background": ground },
    settings: [
      { settings: { foreground: ink, background: ground } },
      rule(quiet, "comment", "punctuation.definition.comment"),
      rule(keyword, "keyword", "storage", "entity.name.tag", "markup.heading"),
      rule(text, "string", "markup.inline.raw", "markup.inserted"),
      rule(
        constant,
        "constant",
        "support.constant",
        "entity.other.attribute-name",
        "variable.other.enummember",
      ),
      rule(called, "entity.name.function", "support.function", "meta.function-call entity.name"),
      rule(type, "entity.name.type", "entity.name.class", "support.type", "support.class"),
      rule(ink, "keyword.operator", "punctuation", "string.template meta.embedded"),
    ],
  };
}
