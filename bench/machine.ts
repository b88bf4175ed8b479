// On what a result was measured: machine and versions, so that figures of two machines are not compared by accident.
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";

export type Machine = {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  postgres: string;
  /** of the last minute before the run: above the number of cores, figures say little and ratios less than they could */
  load: number;
};

export function describeMachine(postgres: string): Machine {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    postgres,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}
