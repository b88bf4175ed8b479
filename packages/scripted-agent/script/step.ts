// The verbs of a script: the shape of each step, as data.
import { z } from "zod";
import { textCondition } from "./evaluate-condition.ts";

const common = {
  /** Names the step so that `goto`, `if` and `onError` can jump to it. */
  id: z
    .string()
    .regex(/^[A-Za-z][\w-]*$/)
    .optional(),
  /** Binds the step's result to a variable. */
  as: z
    .string()
    .regex(/^[A-Za-z]\w*$/)
    .optional(),
  /** Where to go on when the step fails: a step's id, or `continue`. Without it the turn fails. */
  onError: z.string().optional(),
};
const count = z.number().int().min(0);
const once = z.boolean().default(false);
const json = z.record(z.string(), z.unknown());
const strings = z.union([z.string(), z.array(z.string())]);

const question = z.looseObject({ question: z.string() });
const spawn = z.looseObject({ name: z.string(), plan: z.string() });
const wait = z.strictObject({ taskIds: strings, mode: z.enum(["all", "any"]).default("all") });
const merge = z.strictObject({ taskId: z.string(), strategy: z.string().optional() });
const permissionOption = z.strictObject({
  optionId: z.string(),
  name: z.string(),
  kind: z.enum(["allow_once", "allow_always", "reject_once", "reject_always"]),
});
const allowOrReject: z.infer<typeof permissionOption>[] = [
  { optionId: "allow", name: "Allow", kind: "allow_once" },
  { optionId: "reject", name: "Reject", kind: "reject_once" },
];
const planEntry = z.strictObject({
  content: z.string(),
  priority: z.enum(["high", "medium", "low"]).default("medium"),
  status: z.enum(["pending", "in_progress", "completed"]).default("pending"),
});

/** One schema for each verb; the verb is the key that names the step. */
export const verbs = {
  say: step("say", { say: z.string(), chunkMs: count.default(0) }),
  think: step("think", { think: z.string(), chunkMs: count.default(0) }),
  tool: step("tool", { tool: z.string(), args: json.default({}), server: z.string().optional() }),
  ask: toolStep("ask_question", {
    ask: z.union([z.string().transform((text) => ({ question: text })), question]),
  }),
  spawn: toolStep("spawn_task", { spawn }),
  wait: toolStep("wait_for_tasks", {
    wait: z.union([strings.transform((taskIds) => ({ taskIds, mode: "all" })), wait]),
  }),
  merge: toolStep("merge_task", {
    merge: z.union([z.string().transform((taskId) => ({ taskId })), merge]),
  }),
  write: step("write", { write: z.string(), content: z.string() }),
  edit: step("edit", { edit: z.string(), find: z.string().min(1), replace: z.string() }),
  run: step("run", { run: z.string(), expect: count.optional() }),
  sleep: step("sleep", { sleep: count }),
  print: step("print", {
    print: z.union([z.strictObject({ bytes: count }), z.strictObject({ lines: count })]),
    to: z.enum(["message", "tool", "stderr"]).default("message"),
  }),
  permission: step("permission", {
    permission: z.string(),
    kind: z
      .enum(["read", "edit", "delete", "move", "search", "execute", "think", "fetch", "other"])
      .default("execute"),
    input: json.default({}),
    options: z.array(permissionOption).min(1).default(allowOrReject),
  }),
  usage: step("usage", {
    usage: z.strictObject({
      used: count,
      size: count,
      cost: z.strictObject({ amount: z.number(), currency: z.string() }).optional(),
    }),
  }),
  plan: step("plan", { plan: z.array(planEntry) }),
  setMode: step("setMode", { setMode: z.string() }),
  recall: step("recall", { recall: z.literal(true) }),
  expectPrompt: step("expectPrompt", { expectPrompt: textCondition }),
  if: step("if", {
    if: z.looseObject({ var: z.string() }).transform(({ var: variable, ...condition }, context) => {
      const parsed = textCondition.safeParse(condition);
      if (parsed.success) return { variable, condition: parsed.data };
      context.addIssue({ code: "custom", message: "needs one of equals, contains, matches" });
      return z.NEVER;
    }),
    jump: z.string().optional(),
    else: z.string().optional(),
  }),
  goto: step("goto", { goto: z.string(), limit: count.default(1) }),
  endTurn: step("endTurn", {
    endTurn: z.union([
      z.literal(true).transform(() => "end_turn" as const),
      z.enum(["end_turn", "max_tokens", "max_turn_requests", "refusal"]),
    ]),
  }),
  hang: step("hang", { hang: z.literal(true), once }),
  refuse: step("refuse", {
    refuse: z.enum(["login", "rate_limited", "overloaded", "context_too_long", "model_unknown"]),
    message: z.string().default("The provider refused the request."),
    resetAfterMs: count.optional(),
    once,
  }),
  garbage: step("garbage", { garbage: z.string(), once }),
  crash: step("crash", {
    crash: z.union([z.number().int().min(0).max(255), z.enum(["SIGKILL", "SIGTERM", "SIGSEGV", "SIGABRT"])]),
    once,
  }),
  exit: step("exit", { exit: z.number().int().min(0).max(255), once }),
};

export type Step = z.infer<(typeof verbs)[keyof typeof verbs]>;
export type StepOf<Name extends Step["verb"]> = Extract<Step, { verb: Name }>;

export function step<Name extends string, Shape extends z.core.$ZodLooseShape>(verb: Name, shape: Shape) {
  return z.strictObject({ ...common, ...shape }).transform((fields) => ({ verb, ...fields }));
}

/** `ask`, `spawn`, `wait` and `merge` are short forms of `tool`, so that one rule treats them all. */
function toolStep<Key extends string>(tool: string, shape: Record<Key, z.ZodType<Record<string, unknown>>>) {
  return z.strictObject({ ...common, ...shape }).transform((fields) => {
    const { id, as, onError, ...rest } = fields as Record<string, unknown> & {
      id?: string;
      as?: string;
      onError?: string;
    };
    const args = Object.values(rest)[0] as Record<string, unknown>;
    return { verb: "tool" as const, tool, args, server: undefined, id, as, onError };
  });
}
