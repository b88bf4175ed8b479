// A list that a query has brought; where it is empty, a kind word and what will come there.
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { AnswerOf } from "./answer-of.tsx";
import { EmptyNote } from "./empty-note.tsx";

type Props<Item> = {
  query: UseQueryResult<Item[]>;
  texts: { empty: string; emptyHow: string };
  children: (items: readonly Item[]) => ReactNode;
};

export function ListOf<Item>({ query, texts, children }: Props<Item>) {
  return (
    <AnswerOf query={query} lines={6}>
      {(items) =>
        items.length > 0 ? (
          children(items)
        ) : (
          <EmptyNote title={texts.empty}>
            <p>{texts.emptyHow}</p>
          </EmptyNote>
        )
      }
    </AnswerOf>
  );
}
