// Usage: what turns cost, over the days as a plot, by contract and by agent as tables.
import type { UsageItem } from "@makima/protocol/usage";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useApi } from "../live/api.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { EmptyNote } from "../parts/empty-note.tsx";
import { Segments } from "../parts/segments.tsx";
import { lasted } from "../parts/time-ago.tsx";
import { nowMs } from "../ports/clock.ts";
import { usageTexts as texts } from "../texts/usage.ts";
import { formatCost, formatCount } from "./format-amount.ts";
import { UsagePlot } from "./usage-plot.tsx";
import { UsageTable } from "./usage-table.tsx";

const SPANS = ["7", "30", "90"] as const;
const WHATS = ["cost", "tokens"] as const;
const DAY_MS = 86_400_000;
const LOOK_AGAIN_MS = 30_000;

function useUsage(days: number, by: "day" | "contract" | "agent") {
  const api = useApi();
  const from = useMemo(
    () => new Date(Math.floor(nowMs() / DAY_MS - days + 1) * DAY_MS).toISOString(),
    [days],
  );
  return useQuery({
    queryKey: ["usage", by, from],
    queryFn: () => api.getUsage({ by, from }),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

export function UsagePage() {
  const { span = "30", what = "cost" } = useSearch({ from: "/usage" });
  const navigate = useNavigate({ from: "/usage" });
  const change = (part: { span?: (typeof SPANS)[number]; what?: (typeof WHATS)[number] }): void => {
    navigate({ search: (old) => ({ ...old, ...part }), replace: true }).catch(reportError);
  };
  const days = useUsage(Number(span), "day");
  return (
    <div className="page">
      <header className="page-bar">
        <h1>{texts.title}</h1>
        <span className="push">
          <Segments
            label={texts.what}
            value={what}
            options={WHATS.map((value) => ({ value, label: value === "cost" ? texts.cost : texts.tokens }))}
            onChange={(value) => change({ what: value })}
          />
        </span>
        <Segments
          label={texts.span}
          value={span}
          options={SPANS.map((value) => ({ value, label: texts.days[value] }))}
          onChange={(value) => change({ span: value })}
        />
      </header>
      <AnswerOf query={days} lines={8}>
        {({ items, total }) =>
          total.turns === 0 ? (
            <EmptyNote title={texts.empty}>
              <p>{texts.emptyHow}</p>
            </EmptyNote>
          ) : (
            <>
              <Totals total={total} />
              <UsagePlot items={items} days={Number(span)} what={what} />
              <UsageBy days={Number(span)} by="contract" />
              <UsageBy days={Number(span)} by="agent" />
            </>
          )
        }
      </AnswerOf>
    </div>
  );
}

function Totals({ total }: { total: UsageItem["usage"] }) {
  const figures = [
    [formatCost(total.costUsd), texts.total.cost],
    [formatCount(total.inputTokens), texts.total.input],
    [formatCount(total.outputTokens), texts.total.output],
    [formatCount(total.cacheReadTokens), texts.total.cached],
    [formatCount(total.turns), texts.total.turns],
    [lasted(total.durationMs), texts.total.time],
  ] as const;
  return (
    <dl className="totals">
      {figures.map(([figure, name]) => (
        <div key={name}>
          <dd>{figure}</dd>
          <dt>{name}</dt>
        </div>
      ))}
    </dl>
  );
}

function UsageBy({ days, by }: { days: number; by: "contract" | "agent" }) {
  const usage = useUsage(days, by);
  return (
    <section>
      <h2>{texts.by[by]}</h2>
      <AnswerOf query={usage} lines={3}>
        {({ items, isCut }) => (
          <>
            <UsageTable items={items} areContracts={by === "contract"} />
            {isCut && <p className="quiet">{texts.cut}</p>}
          </>
        )}
      </AnswerOf>
    </section>
  );
}
