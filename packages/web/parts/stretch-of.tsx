// What a window on something long has brought: the stretch, or how it stands with it.
import type { ReactNode } from "react";
import type { Held } from "../live/window.ts";
import { EmptyNote } from "./empty-note.tsx";
import { FailureNote } from "./failure-note.tsx";
import { Skeleton } from "./skeleton.tsx";

type Props<Item> = {
  window: { held: Held<Item> | null; error: Error | null };
  isEmpty: boolean;
  texts: { empty: string; emptyHow: string };
  children: (held: Held<Item>) => ReactNode;
};

export function StretchOf<Item>({ window: { held, error }, isEmpty, texts, children }: Props<Item>) {
  if (error !== null) return <FailureNote error={error} />;
  if (held === null) return <Skeleton lines={8} />;
  if (!isEmpty) return <>{children(held)}</>;
  return (
    <EmptyNote title={texts.empty}>
      <p>{texts.emptyHow}</p>
    </EmptyNote>
  );
}
