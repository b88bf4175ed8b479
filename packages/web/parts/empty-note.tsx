// A page or list with nothing in it: says so kindly, and what to do.
import type { ReactNode } from "react";

export function EmptyNote({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
