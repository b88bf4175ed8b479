// Gives an answer. The first one wins, wherever it was given; who comes second is told which that was.
import { ApiError } from "@makima/client";
import type { AnswerBody, QuestionView } from "@makima/protocol/questions";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { showToast } from "../frame/toasts.ts";
import { useApi } from "../live/api.ts";
import { failureOf } from "../live/failure.ts";
import { keys } from "../live/keys.ts";
import { needsMeTexts as texts } from "../texts/needs-me.ts";

export function useAnswer(questionId: string) {
  const api = useApi();
  const cache = useQueryClient();
  const drop = (): void => {
    cache.setQueryData<QuestionView[]>(keys.questions, (old) => old?.filter(({ id }) => id !== questionId));
  };
  return useMutation({
    mutationFn: (answer: AnswerBody) => api.answerQuestion({ id: questionId, ...answer }),
    onSuccess: ({ response }) => {
      drop();
      showToast({ text: texts.answered(inWords(response)), tone: "plain" });
    },
    onError: (error) => {
      const isOver = error instanceof ApiError && OVER.has(error.code);
      if (isOver) drop();
      showToast({ text: toldOf(error), tone: isOver ? "plain" : "bad" });
    },
  });
}

const OVER: ReadonlySet<string> = new Set(["ALREADY_ANSWERED", "QUESTION_EXPIRED", "QUESTION_WITHDRAWN"]);

function toldOf(error: Error): string {
  if (!(error instanceof ApiError) || !OVER.has(error.code)) return failureOf(error).title;
  if (error.code !== "ALREADY_ANSWERED") return texts.over;
  const winner = error.details?.["response"];
  return texts.lost(typeof winner === "string" || Array.isArray(winner) ? inWords(winner) : "");
}

export const inWords = (response: unknown): string =>
  Array.isArray(response) ? response.join(", ") : typeof response === "string" ? response : "";
