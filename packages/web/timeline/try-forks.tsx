// Runs a command of the person's, such as the tests, in the worktree of each fork that has ended.
import type { Task } from "@makima/protocol/tasks";
import { useQueries } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useApi } from "../live/api.ts";
import { failureOf } from "../live/failure.ts";
import { timelineTexts } from "../texts/timeline.ts";

const texts = timelineTexts.compare;
const OVER: ReadonlySet<string> = new Set(["done", "failed", "cancelled"]);

type Props = { forks: readonly Task[]; command: string; onCommand: (command: string) => void };

export function TryForks({ forks, command, onCommand }: Props) {
  const api = useApi();
  const [wanted, setWanted] = useState("");
  const over = forks.filter(({ status }) => OVER.has(status));
  const tried = useQueries({
    queries: over.map(({ id }) => ({
      queryKey: ["try", id, wanted],
      queryFn: () => api.tryCommand({ id, command: wanted }),
      enabled: wanted !== "",
      retry: false,
    })),
  });
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    setWanted(command.trim());
  };
  return (
    <form className="inline-form" onSubmit={send}>
      <input
        className="field mono"
        aria-label={texts.command}
        placeholder={texts.command}
        value={command}
        onChange={({ target }) => onCommand(target.value)}
      />
      <button type="submit" className="button" disabled={command.trim() === "" || over.length === 0}>
        {texts.run}
      </button>
      {wanted !== "" &&
        tried.map(({ data, error, isPending }, place) => (
          <span key={over[place]?.id} className={data?.exitCode === 0 ? "tone-good" : "quiet"}>
            <bdi>{over[place]?.name}</bdi>:{" "}
            {isPending
              ? texts.running
              : data === undefined
                ? failureOf(error).title
                : texts.exit(data.exitCode, data.ending)}
          </span>
        ))}
    </form>
  );
}
