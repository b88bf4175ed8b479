// The face of contracts: what other nouns and the doors may use.
export { archiveContract } from "./archive-contract.ts";
export { attachSupervisorTask } from "./attach-supervisor-task.ts";
export { awaitContract } from "./await-contract.ts";
export { type ContractChange, changeContract } from "./change-contract.ts";
export { checkAgents } from "./check-agents.ts";
export { awaitCheck, createContract } from "./create-contract.ts";
export { getContract } from "./get-contract.ts";
export { listContracts } from "./list-contracts.ts";
export { moveContract } from "./move-contract.ts";
export { patchContract } from "./patch-contract.ts";
export { setBranchCommit, setHome } from "./place-branch.ts";
export { type ContractRow, loadContract, lockContract, lockContractOfTask } from "./reader.ts";
export { type RepositoryCheck, recordRepositoryCheck } from "./record-repository-check.ts";
export { repositoryOf } from "./repository-of.ts";
export { setPhase } from "./set-phase.ts";
export { viewContract } from "./view-contract.ts";
