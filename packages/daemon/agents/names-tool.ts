// Whether an agent's words for a call name one of our tools.

export interface CallWords {
  readonly title: string;
  readonly name: string | null;
}

/** Agents write a tool's name in ways of their own: `ask_question`, `makima.ask_question`, `mcp__makima__ask_question`. */
export const namesTool = ({ title, name }: CallWords, tool: string): boolean =>
  [title, name ?? ""].some((text) => new RegExp(`(^|[^a-z]|__)${tool}($|[^a-z_])`).test(text));
