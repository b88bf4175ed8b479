// The face of supervisors: what other nouns and the doors may use.
export { findUnreadable } from "./find-unreadable.ts";
export { getSupervisor } from "./get-supervisor.ts";
export { listSupervisors } from "./list-supervisors.ts";
export { openSupervisor } from "./open-supervisor.ts";
export { readFacts } from "./read-facts.ts";
export { readSupervisor } from "./reader.ts";
export { reopenSupervisor } from "./reopen-supervisor.ts";
export { type SupervisorChange, saveSupervisor } from "./save-supervisor.ts";
