// What `npm run chaos:full` is asked for.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { type Experiment, STORIES, type StoryName } from "@makima/testkit/crash/experiment";
import { type LaterFault, parseMode } from "@makima/testkit/crash/fault";

export type Wish = {
  seed: number;
  /** of single faults; null: all there are */
  count: number | null;
  /** second faults during a recovery */
  compound: number;
  workers: number;
  /** after which nothing more is begun; null: until all is done */
  minutes: number | null;
  /** goes on with what an earlier run with this folder left */
  isResumed: boolean;
  /** for the evidence of failures and the summary */
  folder: string;
  /** evidence to be checked again, and nothing else */
  recheck: string | null;
  /** one experiment, and nothing else */
  single: Experiment | null;
};

const DEFAULT_COMPOUND = 1_000;

/** Throws for what it does not know. */
export function readWish(args: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: "1" },
      count: { type: "string" },
      compound: { type: "string", default: String(DEFAULT_COMPOUND) },
      workers: { type: "string", default: String(availableParallelism()) },
      minutes: { type: "string" },
      resume: { type: "boolean", default: false },
      folder: { type: "string", default: "tests/chaos/results" },
      recheck: { type: "string" },
      story: { type: "string" },
      point: { type: "string" },
      mode: { type: "string" },
      then: { type: "string" },
    },
  });
  const { story, point, mode, then } = values;
  return {
    seed: Number(values.seed),
    count: values.count === undefined ? null : Number(values.count),
    compound: Number(values.compound),
    workers: Number(values.workers),
    minutes: values.minutes === undefined ? null : Number(values.minutes),
    isResumed: values.resume,
    folder: values.folder,
    recheck: values.recheck ?? null,
    single:
      point === undefined
        ? null
        : {
            story: storyOf(story),
            fault: { point, ...parseMode(mode ?? "") },
            ...(then === undefined ? {} : { later: laterOf(then) }),
          },
  };
}

const NAMES = Object.keys(STORIES) as StoryName[];

function storyOf(name: string | undefined): StoryName {
  const found = NAMES.find((one) => one === name);
  if (found === undefined) throw new Error(`--story is one of ${NAMES.join(", ")}`);
  return found;
}

/** `43/before/server-killed` */
function laterOf(text: string): LaterFault {
  const [after = "", ...mode] = text.split("/");
  return { after: Number(after), ...parseMode(mode.join("/")) };
}
