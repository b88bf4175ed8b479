// All reconcilers of a server: whatever follows from a row, also after a crash, is done by one of these.
import type { World } from "../world.ts";
import { askAboutRefusals } from "./ask-about-refusals.ts";
import { assignTasks } from "./assign-tasks.ts";
import { beginContracts } from "./begin-contracts.ts";
import { carryOutRewinds } from "./carry-out-rewinds.ts";
import { checkRepositories } from "./check-repositories.ts";
import { closeLooseCalls } from "./close-loose-calls.ts";
import { deliverAnswers } from "./deliver-answers.ts";
import { endSilentProbes } from "./end-silent-probes.ts";
import { endTasks } from "./end-tasks.ts";
import { expireLeases } from "./expire-leases.ts";
import { expireQuestions } from "./expire-questions.ts";
import { followLogins } from "./follow-logins.ts";
import { indexWords } from "./index-words.ts";
import { keepBudgets } from "./keep-budgets.ts";
import { moveHomes } from "./move-homes.ts";
import { noticeLoops } from "./notice-loops.ts";
import { noticeSilence } from "./notice-silence.ts";
import { numberFeed } from "./number-feed.ts";
import { numberHistories } from "./number-histories.ts";
import { parkRuns } from "./park-runs.ts";
import { prune } from "./prune.ts";
import type { Reconciler } from "./reconciler.ts";
import { removeWorktrees } from "./remove-worktrees.ts";
import { resumeWaits } from "./resume-waits.ts";
import { settleRecoveries } from "./settle-recoveries.ts";
import { tellLateRuns } from "./tell-late.ts";
import { tellPhase } from "./tell-phase.ts";
import { tendRemotes } from "./tend-remotes.ts";
import { wakeRefused } from "./wake-refused.ts";

export const reconcilersOf = (world: World): readonly Reconciler[] => [
  checkRepositories,
  tendRemotes,
  beginContracts,
  carryOutRewinds,
  wakeRefused,
  askAboutRefusals,
  followLogins,
  assignTasks,
  deliverAnswers,
  resumeWaits,
  tellPhase,
  settleRecoveries,
  keepBudgets(),
  tellLateRuns,
  expireLeases(world),
  moveHomes,
  expireQuestions,
  endTasks,
  endSilentProbes,
  parkRuns,
  numberFeed,
  numberHistories(),
  indexWords(),
  closeLooseCalls(),
  noticeLoops(),
  noticeSilence(),
  removeWorktrees(),
  prune(),
];
