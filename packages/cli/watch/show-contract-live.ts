// Shows a contract while it goes on: a block that is drawn again on a terminal, lines of events in a pipe, JSON for programs.
import type { Client } from "@makima/client";
import { type LiveBlock, openLiveBlock } from "../terminal/live-block.ts";
import type { Output } from "../terminal/output.ts";
import { paint } from "../terminal/paint.ts";
import type { ContractPicture } from "./contract-picture.ts";
import { drawContract } from "./draw-contract.ts";
import { type Follow, followContract } from "./follow-contract.ts";
import { isDetail, tellEvent } from "./tell-event.ts";

export type LiveContract = {
  /** A line of the caller's own among the events. */
  say: (line: string) => void;
  /** Stops drawing, for a prompt; `draw` goes on. */
  pause: () => void;
  draw: () => void;
  /** The last picture, when the contract is over or the signal is aborted. */
  ended: Promise<ContractPicture>;
};

export function showContractLive(client: Client, output: Output, follow: Follow): LiveContract {
  const block: LiveBlock | null = output.isLive ? openLiveBlock(output.raw, () => process.stdout.rows) : null;
  let latest: ContractPicture | null = null;
  let isPaused = false;
  const draw = (): void => {
    if (block !== null && latest !== null && !isPaused)
      block.draw(["", ...drawContract(latest, output.columns)]);
  };
  const say = (line: string): void => {
    if (block === null || isPaused) output.lines(line);
    else block.above(line);
  };
  const ended = followContract(client, {
    ...follow,
    onPicture: (picture) => {
      latest = picture;
      draw();
      follow.onPicture?.(picture);
    },
    onEvent: (event) => {
      if (output.isJson) output.show(event, { human: () => [] });
      else if (block === null || !isDetail(event)) say(tellEvent(event));
      follow.onEvent?.(event);
    },
    onConnection: (state) => {
      if (state === "lost") say(paint.warn("the server is away; trying to come back …"));
      follow.onConnection?.(state);
    },
  }).finally(() => block?.end());
  return {
    say,
    pause: () => {
      isPaused = true;
      block?.end();
    },
    draw: () => {
      isPaused = false;
      draw();
    },
    ended,
  };
}
