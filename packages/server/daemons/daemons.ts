// Daemons: how one joins, its connection and lease, and what it is told. The face of the noun.
export { beat } from "./beat.ts";
export { beginSession, isCurrent, markReady, type Session } from "./begin-session.ts";
export { chooseDaemon, onlineDaemons, reserveDaemon } from "./choose-daemon.ts";
export {
  acknowledgeCommands,
  awaitResult,
  type CommandResult,
  commandOf,
  openCommands,
  recordResult,
} from "./commands.ts";
export { createJoinToken } from "./create-join-token.ts";
export { expireLease, leasesOver } from "./expire-lease.ts";
export { getOperation } from "./get-operation.ts";
export { joinDaemon } from "./join-daemon.ts";
export { listDaemons } from "./list-daemons.ts";
export { requireDaemon } from "./require-daemon.ts";
export { dropRunCommands, sendCommand } from "./send-command.ts";
