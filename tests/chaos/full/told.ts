// What a worker tells of an experiment that is done.
import type { Experiment } from "@makima/testkit/crash/experiment";
import type { Counts } from "@makima/testkit/crash/sometimes";

export type Told = {
  experiment: Experiment;
  violations: string[];
  fired: number;
  counts: Counts;
  /** where the evidence of a failure is kept */
  evidence: string | null;
};
