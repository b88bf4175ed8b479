// Closer and farther, earlier and later: which piece of a contract's time the bands show.
import type { Density } from "@makima/protocol/history";
import { ChevronLeft, ChevronRight, Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import { timelineTexts as texts } from "../texts/timeline.ts";
import type { Span } from "./use-history.ts";

type Props = { span: Span; density: Density; bucket: number; onSpan: (span: Span) => void };

const CLOSER = 4;
/** Nothing is drawn apart that happened within this time. */
const SHORTEST_MS = 200;

export function ZoomButtons({ span, density, bucket, onSpan }: Props) {
  const [fromMs, toMs] = [Date.parse(density.from), Date.parse(density.to)];
  const length = toMs - fromMs;
  const middle = fromMs + (bucket + 0.5) * density.bucketMs;
  const show = (newFromMs: number, newLength: number): void =>
    onSpan({
      from: new Date(newFromMs).toISOString(),
      to: new Date(newFromMs + Math.max(newLength, SHORTEST_MS)).toISOString(),
    });
  const zoom = (newLength: number): void => show(middle - newLength / 2, newLength);
  const buttons = [
    { label: texts.zoomIn, icon: ZoomIn, press: () => zoom(length / CLOSER), isOff: length <= SHORTEST_MS },
    { label: texts.zoomOut, icon: ZoomOut, press: () => zoom(length * CLOSER), isOff: span === null },
    {
      label: texts.earlierTime,
      icon: ChevronLeft,
      press: () => show(fromMs - length / 2, length),
      isOff: span === null,
    },
    {
      label: texts.laterTime,
      icon: ChevronRight,
      press: () => show(fromMs + length / 2, length),
      isOff: span === null,
    },
    { label: texts.zoomAll, icon: Maximize2, press: () => onSpan(null), isOff: span === null },
  ];
  return (
    <div className="band-scale" role="group" aria-label={texts.zoom}>
      {buttons.map(({ label, icon: Icon, press, isOff }) => (
        <button
          key={label}
          type="button"
          className="button-icon"
          aria-label={label}
          title={label}
          disabled={isOff}
          onClick={press}
        >
          <Icon size={14} aria-hidden="true" />
        </button>
      ))}
    </div>
  );
}
