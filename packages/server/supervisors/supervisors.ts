// The face of supervisors: what other nouns and the doors may use.
export { getSupervisor } from "./get-supervisor.ts";
export { listSupervisors } from "./list-supervisors.ts";
export { openSupervisor } from "./open-supervisor.ts";
export { STANDING_COLUMN, type Standing, type StandingRow, standingOf } from "./read-standing.ts";
export { readSupervisor } from "./reader.ts";
export { type SupervisorChange, saveSupervisor, writeSupervisor } from "./save-supervisor.ts";
