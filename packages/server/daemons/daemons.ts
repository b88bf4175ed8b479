// Daemons: how one joins, its connection and lease, and what it is told. The face of the noun.
export { endSilentProbes, noteAgentFailed, noteAgentWorked } from "./agent-breaker.ts";
export { awaitHands } from "./await-hands.ts";
export { beat } from "./beat.ts";
export { beginSession, bootOf, isCurrent, markReady, type Session } from "./begin-session.ts";
export {
  CAN_HAVE,
  CAN_TAKE_TURN,
  type Candidate,
  chooseDaemon,
  IS_THERE,
  reserveDaemon,
} from "./choose-daemon.ts";
export {
  acknowledgeCommands,
  awaitResult,
  type CommandResult,
  commandOf,
  type OpenCommand,
  openCommands,
  recordResult,
  resultOf,
} from "./commands.ts";
export { createJoinToken } from "./create-join-token.ts";
export { drainDaemon } from "./drain-daemon.ts";
export { expireLease, leasesOver } from "./expire-lease.ts";
export { findTransfer } from "./find-transfer.ts";
export { getOperation } from "./get-operation.ts";
export { joinDaemon } from "./join-daemon.ts";
export { listDaemons } from "./list-daemons.ts";
export { homesAway, nextHome, voidCommand } from "./next-home.ts";
export { countInterrupted } from "./read-recovery.ts";
export { requireDaemon } from "./require-daemon.ts";
export { dropRunCommands, sendCommand } from "./send-command.ts";
export { stands } from "./stands.ts";
