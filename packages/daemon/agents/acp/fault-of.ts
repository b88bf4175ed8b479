// Which kind of refusal an ACP agent's error is, by its code and its data. ACP names none but a missing login; agents put the status of their
// provider's answer, or its type, where the map below looks. Words are read where nothing else is told, and only whole sentences of providers'.
import { type AgentFault, agentFault } from "@makima/protocol/mesh";
import { z } from "zod";
import { kindOfWords } from "./words-of-providers.ts";

type Kind = AgentFault["kind"];

/** ACP's own code for a login that is missing. */
const AUTH_REQUIRED = -32_000;

const BY_STATUS: Readonly<Record<number, Kind>> = {
  401: "login",
  403: "login",
  413: "context_too_long",
  429: "rate_limited",
  503: "overloaded",
  529: "overloaded",
};

/** The types of errors that the providers' own interfaces name. */
const BY_TYPE: Readonly<Record<string, Kind>> = {
  authentication_error: "login",
  permission_error: "login",
  invalid_api_key: "login",
  rate_limit_error: "rate_limited",
  rate_limit_exceeded: "rate_limited",
  insufficient_quota: "rate_limited",
  RESOURCE_EXHAUSTED: "rate_limited",
  overloaded_error: "overloaded",
  UNAVAILABLE: "overloaded",
  context_length_exceeded: "context_too_long",
  request_too_large: "context_too_long",
  model_not_found: "model_unknown",
  // Google's reason of an `INVALID_ARGUMENT`.
  API_KEY_INVALID: "login",
  // OpenCode's names; its `APIError` may be anything.
  ContextOverflowError: "context_too_long",
  ProviderAuthError: "login",
};

const told = z.object({
  fault: agentFault.optional().catch(undefined),
  status: z.union([z.number(), z.string()]).optional().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
  code: z.union([z.number(), z.string()]).optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  errorName: z.string().optional().catch(undefined),
  details: z
    .array(z.looseObject({ reason: z.string().optional() }))
    .optional()
    .catch(undefined),
  resetAt: z.iso.datetime().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error: z.unknown().optional(),
});

/** `other` where neither tells. Gemini CLI puts its provider's answer, as JSON, in the place of the message. */
export function faultOf({ code, data, message }: Told): AgentFault {
  const answers = [data, parseJson(message)];
  const levels = answers
    .flatMap((answer) => [answer, told.safeParse(answer).data?.error])
    .map((level) => told.safeParse(level).data);
  const declared = levels.find((level) => level?.fault !== undefined)?.fault;
  if (declared !== undefined) return declared;
  const marks = [
    code,
    ...levels.flatMap((level) => [
      level?.status,
      level?.statusCode,
      level?.code,
      level?.type,
      level?.errorName,
    ]),
    ...levels.flatMap((level) => level?.details?.map(({ reason }) => reason)),
  ];
  const kind = marks.map(kindOf).find((found) => found !== undefined) ?? kindBySentence(message, levels);
  const resetAt = levels.find((level) => level?.resetAt !== undefined)?.resetAt ?? null;
  return { kind, resetAt };
}

function kindBySentence(
  message: string | undefined,
  levels: readonly (z.infer<typeof told> | undefined)[],
): Kind {
  const sentences = [message, ...levels.map((level) => level?.message)];
  return sentences.map((said) => kindOfWords(said ?? "")).find((found) => found !== null) ?? "other";
}

type Told = { readonly code: number; readonly data?: unknown; readonly message?: string };

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function kindOf(mark: number | string | undefined): Kind | undefined {
  if (mark === AUTH_REQUIRED) return "login";
  if (typeof mark === "number") return BY_STATUS[mark];
  return mark === undefined || !Object.hasOwn(BY_TYPE, mark) ? undefined : BY_TYPE[mark];
}
