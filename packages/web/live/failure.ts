// What went wrong, in words for people.
import { ApiError, ServerUnreachable } from "@makima/client";
import { partTexts as texts } from "../texts/parts.ts";

export type Failure = { title: string; mend: string; requestId?: string };

export function failureOf(error: unknown): Failure {
  if (error instanceof ServerUnreachable) return texts.away;
  if (!(error instanceof ApiError)) return { title: texts.unknown, mend: String(error) };
  const requestId = error.code === "INTERNAL" ? { requestId: error.requestId } : {};
  return { title: sentence(error.message), mend: sentence(error.mend ?? ""), ...requestId };
}

/** The faults of a form, by field; empty where the error names none. */
export function fieldFaults(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ApiError)) return {};
  const fields = error.details?.["fields"];
  if (!Array.isArray(fields)) return {};
  const faults: Record<string, string> = {};
  for (const fault of fields as { field?: unknown; message?: unknown }[]) {
    if (typeof fault.field === "string") faults[fault.field] = String(fault.message);
  }
  return faults;
}

const sentence = (text: string): string => (text === "" ? "" : `${text[0]?.toUpperCase()}${text.slice(1)}`);
