// The face of supervisors: what other nouns and the doors may use.
export { cancelContract } from "./cancel-contract.ts";
export { changePhase } from "./change-phase.ts";
export { findUnreadable } from "./find-unreadable.ts";
export { getSupervisor } from "./get-supervisor.ts";
export { heartbeatOf } from "./heartbeat-of.ts";
export { listSupervisors } from "./list-supervisors.ts";
export { noteSigns } from "./note-signs.ts";
export { openSupervisor } from "./open-supervisor.ts";
export { pauseContract } from "./pause-contract.ts";
export {
  readStanding,
  STANDING_COLUMN,
  type Standing,
  type StandingRow,
  standingOf,
} from "./read-standing.ts";
export { readSupervisor } from "./reader.ts";
export { reopenSupervisor } from "./reopen-supervisor.ts";
export { type SupervisorChange, saveSupervisor, writeSupervisor } from "./save-supervisor.ts";
export { startContract } from "./start-contract.ts";
