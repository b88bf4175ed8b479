// The invariants of the reliability page, each with its check. docs/reliability.md prints this.
import {
  acknowledgedAnswersAreKept,
  cancelHasOneOutcome,
  lostRepliesLeaveAllOrNothing,
  nothingThatAPersonDidIsLost,
  theFirstAnswerWins,
  theSameKeyIsTheSameWrite,
  whatIsAwayIsSaidHonestly,
} from "./check-clients.ts";
import {
  causesComeBeforeEffects,
  doublesAreStoredOnce,
  everyCallHasOneResult,
  historyOnlyGrows,
  numbersHaveNoGap,
  snapshotAndStreamAreTheState,
  spoolsAreStored,
  streamsMissNothing,
} from "./check-conversations.ts";
import * as git from "./check-git.ts";
import * as mesh from "./check-mesh.ts";
import * as moves from "./check-moves.ts";
import * as questions from "./check-questions.ts";
import {
  noticesAreToldOnce,
  plansFollowFromTheirInputs,
  restorationsAreCountedOnce,
} from "./check-restorations.ts";
import * as runs from "./check-runs.ts";
import * as supervisors from "./check-supervisors.ts";
import * as tasks from "./check-tasks.ts";
import type { Check } from "./evidence.ts";

export type Invariant = {
  id: string;
  sentence: string;
  check: Check;
  /** what of it the check does not see */
  partly?: string;
};

export const INVARIANTS: readonly Invariant[] = [
  {
    id: "Q1",
    sentence: "Every question exists once, under one id for life",
    check: questions.everyQuestionExistsOnce,
  },
  {
    id: "Q2",
    sentence: "The first accepted answer wins, and the loser learns it",
    check: theFirstAnswerWins,
  },
  { id: "Q3", sentence: "What is shown as pending is pending", check: questions.pendingQuestionsAreShown },
  { id: "Q4", sentence: "An answer reaches its agent exactly once", check: questions.everyAnswerIsHeardOnce },
  { id: "Q5", sentence: "An acknowledged answer is durable", check: acknowledgedAnswersAreKept },
  {
    id: "Q6",
    sentence: "An answer whose reply was lost is wholly there or wholly absent",
    check: lostRepliesLeaveAllOrNothing,
  },
  {
    id: "Q7",
    sentence: "An answer goes to the agent that asked, and to no older run",
    check: questions.answersReachTheirOwnAgent,
  },
  { id: "Q8", sentence: "A question has one end", check: questions.everyQuestionHasOneEnd },
  {
    id: "Q9",
    sentence: "Answers reach an agent in the order of their acceptance",
    check: questions.answersComeInTheirOrder,
  },
  {
    id: "T1",
    sentence: "No acknowledged task is lost, none is made twice",
    check: tasks.acknowledgedSpawnsAreKept,
  },
  { id: "T2", sentence: "A task has at most one live run", check: runs.oneRunAtATime },
  { id: "T3", sentence: "A run starts its agent at most once", check: runs.oneProcessARun },
  { id: "T4", sentence: "A fenced run changes nothing", check: runs.fencedRunsChangeNothing },
  { id: "T5", sentence: "Only legal transitions, and terminal is final", check: tasks.onlyLegalTransitions },
  { id: "T6", sentence: "Cancel racing completion has one outcome", check: cancelHasOneOutcome },
  { id: "T7", sentence: "One run a worktree, none left over", check: runs.oneRunAWorktree },
  {
    id: "T8",
    sentence: "Work goes to daemons of its owner",
    check: tasks.workGoesToTheOwnersDaemons,
    partly:
      "that the grant lies inside the lease is checked by the statement that grants; leases keep no history",
  },
  {
    id: "T9",
    sentence: "A finished task's result is a durable checkpoint",
    check: tasks.resultsAreCheckpoints,
  },
  { id: "T10", sentence: "Limits hold at every moment", check: tasks.limitsHoldAtEveryMoment },
  {
    id: "T11",
    sentence: "Every open task ends or waits for something with a name",
    check: tasks.nothingStandsStill,
  },
  { id: "T12", sentence: "A child outlives nothing", check: runs.childrenEndWithTheirContract },
  { id: "S1", sentence: "At most one live supervisor a contract", check: supervisors.oneSupervisorAContract },
  {
    id: "S2",
    sentence: "Each restoration is counted once, and nothing else is",
    check: restorationsAreCountedOnce,
  },
  { id: "S3", sentence: "The state agrees with the facts", check: supervisors.statesAgreeWithFacts },
  {
    id: "S4",
    sentence: "Progress is a whole number from 0 to 100",
    check: supervisors.progressIsAPercentage,
  },
  {
    id: "S5",
    sentence: "Save points are not lost and not overwritten by older ones",
    check: supervisors.savePointsAreKept,
  },
  { id: "S6", sentence: "A restoration is told to its agent once", check: noticesAreToldOnce },
  {
    id: "S7",
    sentence: "The plan is a pure function of its recorded inputs",
    check: plansFollowFromTheirInputs,
  },
  {
    id: "S8",
    sentence: "Restoring twice without news gives the same conversation",
    check: moves.restoringBringsTheSameBack,
  },
  { id: "S9", sentence: "Spawned tasks are the contract's own", check: supervisors.spawnedTasksAreItsOwn },
  {
    id: "S10",
    sentence: "No contract stays in initializing or interrupted",
    check: supervisors.nobodyStaysInitializing,
  },
  {
    id: "S11",
    sentence: "Phases go along the contract's order",
    check: supervisors.phasesOnlyGoForward,
  },
  {
    id: "S12",
    sentence: "Nothing that a person did while the supervisor was down is lost",
    check: nothingThatAPersonDidIsLost,
  },
  { id: "H1", sentence: "Numbers have no gap and no double", check: numbersHaveNoGap },
  { id: "H2", sentence: "The same message twice is stored once", check: doublesAreStoredOnce },
  { id: "H3", sentence: "History only grows", check: historyOnlyGrows },
  { id: "H4", sentence: "Every tool call has one result", check: everyCallHasOneResult },
  { id: "H5", sentence: "What was acknowledged to a daemon is stored", check: spoolsAreStored },
  {
    id: "H6",
    sentence: "A rewind deletes nothing",
    check: moves.rewindsDeleteNothing,
  },
  {
    id: "H7",
    sentence: "A fork never changes its parent",
    check: moves.forksShareTheirPrefix,
  },
  { id: "H8", sentence: "The timeline tells causes before effects", check: causesComeBeforeEffects },
  {
    id: "H9",
    sentence: "A stream is ordered, unique, reliable and resumable",
    check: streamsMissNothing,
    partly:
      "that frames of one transaction come together waits for the browser, and comes with the browser's own cache",
  },
  { id: "H10", sentence: "Snapshot and stream make the state", check: snapshotAndStreamAreTheState },
  { id: "G1", sentence: "A listed checkpoint is reachable", check: git.checkpointsAreReachable },
  { id: "G2", sentence: "No ref points to missing objects", check: git.refsPointToWholeCommits },
  { id: "G3", sentence: "A checkpoint's tree is its commit's", check: git.treesAreTheCommits },
  {
    id: "G4",
    sentence: "A rewind of code gives exactly the checkpoint's tree",
    check: moves.codeGoesBackExactly,
    partly: "on real machines that git does so is proven by `npm run proof:worktrees`",
  },
  {
    id: "G5",
    sentence: "The person's refs move only by recorded operations",
    check: git.personsRefsMoveAsRecorded,
  },
  { id: "G6", sentence: "A task is merged at most once", check: git.tasksAreMergedOnce },
  {
    id: "G7",
    sentence: "A branch or fork starts exactly at its checkpoint",
    check: moves.forksBeginAtTheirCheckpoint,
  },
  { id: "G8", sentence: "A crash leaves no lock that blocks the next run", check: git.noLockIsLeft },
  { id: "M1", sentence: "A command takes effect once", check: mesh.commandsTakeEffectOnce },
  { id: "M2", sentence: "One live connection a daemon", check: mesh.oneConnectionADaemon },
  { id: "M3", sentence: "No decision uses a daemon's clock", check: mesh.noClockIsBelieved },
  {
    id: "M4",
    sentence: "Timers fire once",
    check: mesh.timersFireOnce,
    partly: "schedules come later; the expiry of questions is the one timer",
  },
  { id: "O1", sentence: "The same key is the same write", check: theSameKeyIsTheSameWrite },
  {
    id: "O2",
    sentence: "What is away is said honestly",
    check: whatIsAwayIsSaidHonestly,
    partly:
      "the health page is asked at the end alone; what it says meanwhile is in the tests that take the database away",
  },
  { id: "O3", sentence: "Nothing crosses owners", check: mesh.nothingCrossesOwners },
  { id: "O4", sentence: "A planted secret is told nowhere", check: mesh.noSecretIsTold },
  { id: "O5", sentence: "Nothing is left behind on the machine", check: runs.nothingIsLeftBehind },
  { id: "O6", sentence: "The database is sound", check: mesh.theDatabaseIsSound },
];
