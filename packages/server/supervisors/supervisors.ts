// The face of supervisors: what other nouns and the doors may use.
export { getSupervisor } from "./get-supervisor.ts";
export { listSupervisors } from "./list-supervisors.ts";
export { openSupervisor } from "./open-supervisor.ts";
export { readStandingOfQuestion, type Standing } from "./read-standing.ts";
export { readSupervisor } from "./reader.ts";
export { type SupervisorChange, saveSupervisor, writeSupervisor } from "./save-supervisor.ts";
