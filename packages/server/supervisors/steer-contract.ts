// The frame of what a person does to a contract that may have a supervisor: the change and the supervisor's save point in one transaction.
import { type ContractChange, changeContract } from "../contracts/contracts.ts";
import { saveSupervisor } from "./save-supervisor.ts";

/** `change` gives the activity that is shown from now on; as it was when it gives nothing. */
type Steering<Body> = (...args: Parameters<ContractChange<Body>>) => Promise<string | undefined>;

/** The operation that makes this change. It throws NOT_FOUND, and what `change` refuses. */
export const steerContract = <Body = unknown>(change: Steering<Body>) =>
  changeContract<Body>(async (tx, at) => {
    const activity = await change(tx, at);
    const { contract, actor } = at;
    const of = { ownerId: contract.ownerId, contractId: contract.id };
    await saveSupervisor(tx, of, activity === undefined ? { actor } : { actor, activity });
  });
