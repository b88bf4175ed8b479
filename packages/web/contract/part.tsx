// A part of a report: its title, and what is to be said of it.
import type { ReactNode } from "react";

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="report-part">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
