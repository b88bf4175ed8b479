// Calls of tools that followed each other, folded to a line; open, each with what it was given and what came of it.
import { useState } from "react";
import { AnsiText } from "../parts/ansi-text.tsx";
import { lasted } from "../parts/time-ago.tsx";
import { conversationTexts as texts } from "../texts/conversation.ts";
import type { ToolCall } from "./rows-of.ts";

/** What is longer is cut in the middle of nowhere for nobody: the tab Output has all of it. */
const MOST_SHOWN = 20_000;

export function ToolCalls({ calls, isWanted }: { calls: readonly ToolCall[]; isWanted: boolean }) {
  const [isOpen, setIsOpen] = useState(isWanted);
  const names = countNames(calls.map(({ call }) => call.toolName ?? ""));
  const hasFailed = calls.some(({ result }) => result?.isError === true);
  const isRunning = calls.some(({ result }) => result === null);
  return (
    <details className="fold" open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>
        <span className={hasFailed ? "tone-bad" : ""}>{texts.tools(calls.length, names)}</span>
        {isRunning && <span className="tone-live"> {texts.running}</span>}
        {calls.length === 1 && (
          <span className="fold-hint">{calls[0] && inShort(calls[0].call.toolInput)}</span>
        )}
      </summary>
      {isOpen && (
        <div className="fold-body">
          {calls.map((one) => (
            <OneCall key={one.call.id} {...one} />
          ))}
        </div>
      )}
    </details>
  );
}

function OneCall({ call, result }: ToolCall) {
  const input = asText(call.toolInput);
  return (
    <div className="tool-call">
      <p>
        <code>{call.toolName}</code>
        {result?.durationMs != null && <span className="quiet"> {lasted(result.durationMs)}</span>}
      </p>
      {input !== "" && <Printed title={texts.input} text={input} isBad={false} />}
      {result === null ? (
        <p className="quiet">{texts.noOutput}</p>
      ) : (
        <Printed title={texts.output} text={result.content} isBad={result.isError} />
      )}
    </div>
  );
}

function Printed({ title, text, isBad }: { title: string; text: string; isBad: boolean }) {
  if (text === "") return null;
  return (
    <pre className={`printed ${isBad ? "printed-bad" : ""}`} aria-label={title} tabIndex={0}>
      <AnsiText text={text.slice(0, MOST_SHOWN)} />
    </pre>
  );
}

function asText(input: unknown): string {
  if (input === null || input === undefined) return "";
  return typeof input === "string" ? input : JSON.stringify(input, null, 2);
}

/** The first thing that it was given, on one line. */
function inShort(input: unknown): string {
  if (typeof input !== "object" || input === null) return asText(input);
  const first: unknown = Object.values(input)[0];
  return (typeof first === "string" ? first : JSON.stringify(first ?? "")).slice(0, 160);
}

/** "spawn_task 2×, merge_task" */
function countNames(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} ${count}×`)).join(", ");
}
