// The sheet of what is done from a moment: rewind, fork, or branch.
import { BranchSheet } from "./branch-sheet.tsx";
import { ForkSheet } from "./fork-sheet.tsx";
import { RewindSheet } from "./rewind-sheet.tsx";
import type { SheetProps } from "./sheet-props.ts";

export type GoingBack = "rewind" | "fork" | "branch";

export function GoingBackSheet({ what, ...props }: SheetProps & { what: GoingBack }) {
  if (what === "rewind") return <RewindSheet {...props} />;
  return what === "fork" ? <ForkSheet {...props} /> : <BranchSheet {...props} />;
}
