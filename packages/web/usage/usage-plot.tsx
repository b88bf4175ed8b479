// Use over the days, as bars.
import type { UsageItem } from "@makima/protocol/usage";
import { useEffect, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useShownTheme } from "../frame/theme.ts";
import { nowMs } from "../ports/clock.ts";
import { usageTexts as texts } from "../texts/usage.ts";
import { formatCost, formatCount } from "./format-amount.ts";

const HEIGHT = 220;
const DAY_SECONDS = 86_400;

type Props = { items: readonly UsageItem[]; days: number; what: "cost" | "tokens" };

export function UsagePlot({ items, days, what }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useShownTheme();
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const plot = new UPlot(optionsOf(element, what), dataOf({ items, days, what }), element);
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
    // The colours are read when it is drawn.
  }, [items, days, what, theme]);
  return <div ref={place} className="plot" role="img" aria-label={texts.plot} />;
}

/** A day on which nothing was used is a day all the same. */
function dataOf({ items, days, what }: Props): UPlot.AlignedData {
  const byDay = new Map(items.map(({ key, usage }) => [key, usage]));
  const today = Math.floor(nowMs() / 1000 / DAY_SECONDS) * DAY_SECONDS;
  const times = Array.from({ length: days }, (_, place) => today - (days - 1 - place) * DAY_SECONDS);
  const values = times.map((time) => {
    const usage = byDay.get(new Date(time * 1000).toISOString().slice(0, 10));
    if (usage === undefined) return 0;
    return what === "cost" ? usage.costUsd : usage.inputTokens + usage.outputTokens;
  });
  return [times, values];
}

function optionsOf(element: HTMLElement, what: "cost" | "tokens"): UPlot.Options {
  const colour = (name: string): string => colourOf(element, name);
  const format = what === "cost" ? formatCost : formatCount;
  const axis = {
    stroke: colour("--ink-quiet"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  const bars = UPlot.paths.bars?.({ size: [0.6, 40] });
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    scales: { y: { range: (_plot, _least, most) => [0, most === 0 ? 1 : most * 1.1] } },
    axes: [
      { ...axis, values: (_plot, times) => times.map(dayOf) },
      { ...axis, size: 64, values: (_plot, values) => values.map(format) },
    ],
    series: [
      {},
      {
        stroke: colour("--accent"),
        fill: colour("--accent"),
        width: 0,
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars }),
      },
    ],
  };
}

/** The variable itself may hold a colour for each scheme; what an element is coloured with is the one that counts. */
function colourOf(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = "";
  return color;
}

const dayOf = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
