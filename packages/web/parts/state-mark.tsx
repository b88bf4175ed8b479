// A state by its shape first, then its word, and its colour last.
import { partTexts as texts } from "../texts/parts.ts";

export type ShownState = keyof typeof texts.states;

type Shape = {
  tone: "live" | "you" | "wait" | "bad" | "good" | "quiet";
  draw: "dot" | "ring" | "half" | "gem" | "bar" | "tick" | "cross" | "dash";
};

const SHAPES: Record<ShownState, Shape> = {
  initializing: { tone: "live", draw: "dash" },
  starting: { tone: "live", draw: "dash" },
  active: { tone: "live", draw: "dash" },
  working: { tone: "live", draw: "dot" },
  running: { tone: "live", draw: "dot" },
  online: { tone: "good", draw: "dot" },
  waiting_for_user: { tone: "you", draw: "gem" },
  waiting_for_tasks: { tone: "wait", draw: "half" },
  waiting: { tone: "wait", draw: "half" },
  draining: { tone: "wait", draw: "half" },
  idle: { tone: "quiet", draw: "ring" },
  pending: { tone: "quiet", draw: "ring" },
  draft: { tone: "quiet", draw: "ring" },
  offline: { tone: "quiet", draw: "ring" },
  paused: { tone: "quiet", draw: "bar" },
  blocked: { tone: "you", draw: "bar" },
  interrupted: { tone: "bad", draw: "dash" },
  completed: { tone: "good", draw: "tick" },
  done: { tone: "good", draw: "tick" },
  failed: { tone: "bad", draw: "cross" },
  cancelled: { tone: "quiet", draw: "cross" },
};

export function StateMark({ state, withWord = true }: { state: ShownState; withWord?: boolean }) {
  const { tone, draw } = SHAPES[state];
  return (
    <span className={`state tone-${tone}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        {drawn(draw)}
      </svg>
      {withWord ? texts.states[state] : <span className="sr-only">{texts.states[state]}</span>}
    </span>
  );
}

function drawn(draw: Shape["draw"]) {
  const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.75, strokeLinecap: "round" as const };
  if (draw === "dot") return <circle cx="6" cy="6" r="4" fill="currentColor" className="breathes" />;
  if (draw === "ring") return <circle cx="6" cy="6" r="4" {...line} />;
  if (draw === "dash") return <circle cx="6" cy="6" r="4" {...line} strokeDasharray="2.4 2.6" />;
  if (draw === "gem")
    return (
      <rect x="2.6" y="2.6" width="6.8" height="6.8" rx="1" fill="currentColor" transform="rotate(45 6 6)" />
    );
  if (draw === "bar") return <path d="M4 2.5v7M8 2.5v7" {...line} strokeWidth={2.25} />;
  if (draw === "tick") return <path d="M2.5 6.5 5 9l4.5-6" {...line} />;
  if (draw === "cross") return <path d="m3 3 6 6m0-6-6 6" {...line} />;
  return (
    <>
      <circle cx="6" cy="6" r="4" {...line} />
      <path d="M6 2a4 4 0 0 1 0 8Z" fill="currentColor" />
    </>
  );
}
