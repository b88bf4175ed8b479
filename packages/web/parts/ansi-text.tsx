// What a program printed, with its colours.
import { memo } from "react";
import { readAnsi } from "./read-ansi.ts";

export const AnsiText = memo(function AnsiText({ text }: { text: string }) {
  return (
    <>
      {readAnsi(text).map((piece, place) => (
        <span key={place} className={piece.style}>
          {piece.text}
        </span>
      ))}
    </>
  );
});
