// What a scripted model answers: a pure function of the conversation that the request holds, so that it needs no memory and cannot disagree
// with what its agent has sent. A user's message carries the script, one step a line:
//   >> say TEXT
//   >> tool NAME {"json": "arguments"}     NAME without the prefix that agents put before an MCP tool's name
//   >> recall                              says what history has reached the model
// `${n.key}` in the arguments is the value of `key` in the result of the script's n-th tool call, counted from 1.

type Turn = { role: "user" | "assistant" | "tool"; text: string };
export type Asked = { turns: readonly Turn[]; tools: readonly string[] };
export type Decision =
  | { kind: "say"; text: string }
  | { kind: "tool"; name: string; input: Record<string, unknown> };

const STEP = /^\s*>> (.*)$/;

/** The step after those that the model has done since the script reached it; a script that is over says so, and ends the turn. */
export function decide({ turns, tools }: Asked): Decision {
  const at = turns.findLastIndex(({ role, text }) => role === "user" && stepsOf(text).length > 0);
  if (at < 0) return { kind: "say", text: "There is no script in this conversation." };
  const steps = stepsOf(turns[at]?.text ?? "");
  const since = turns.slice(at + 1);
  const step = steps[since.filter(({ role }) => role === "assistant").length];
  if (step === undefined) return { kind: "say", text: "The script is over." };
  const [verb = "", ...rest] = step.split(" ");
  const argument = rest.join(" ");
  if (verb === "say") return { kind: "say", text: argument };
  if (verb === "recall") return { kind: "say", text: recall(turns) };
  if (verb === "tool")
    return callOf(argument, { tools, results: since.filter(({ role }) => role === "tool") });
  throw new Error(`no such step: ${step}`);
}

const stepsOf = (text: string): string[] =>
  text.split("\n").flatMap((line) => {
    const [, step] = STEP.exec(line) ?? [];
    return step === undefined ? [] : [step];
  });

const recall = (turns: readonly Turn[]): string =>
  `I remember ${turns.length} turns: ${turns.map(({ role, text }) => `${role} ${text.slice(-80)}`).join(" | ")}`;

function callOf(
  argument: string,
  { tools, results }: { tools: readonly string[]; results: readonly Turn[] },
): Decision {
  const [short = "", ...json] = argument.split(" ");
  const name = tools.find((tool) => tool === short || tool.endsWith(`_${short}`));
  if (name === undefined) return { kind: "say", text: `I have no tool ${short}, only ${tools.join(", ")}.` };
  const filled = json.join(" ").replaceAll(/\$\{(\d+)\.(\w+)\}/g, (_whole, place: string, key: string) => {
    const result = results[Number(place) - 1]?.text ?? "";
    return new RegExp(`"${key}":"([^"]*)"`).exec(result.replaceAll("\\", ""))?.[1] ?? `no ${key} in ${place}`;
  });
  const input = filled === "" ? {} : (JSON.parse(filled) as Record<string, unknown>);
  return { kind: "tool", name, input };
}
