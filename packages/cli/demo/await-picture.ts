// Waits until the watched contract looks in a certain way.
import { isContractOver } from "@makima/core/contract";
import { CliError } from "../cli-error.ts";
import type { ContractPicture } from "../watch/contract-picture.ts";

export type PictureBoard = {
  put: (picture: ContractPicture) => void;
  /** Nothing more will be put: whoever still waits is told so. */
  close: () => void;
  /** Throws `TOO_LATE` when the contract is over before it looks so; `what` says what was waited for. */
  until: (what: string, holds: (picture: ContractPicture) => boolean) => Promise<ContractPicture>;
};

export function openPictureBoard(): PictureBoard {
  const waiters = new Set<() => void>();
  let latest: ContractPicture | null = null;
  let isClosed = false;
  const look = (): void => {
    for (const wake of [...waiters]) wake();
  };
  return {
    put: (picture) => {
      latest = picture;
      look();
    },
    close: () => {
      isClosed = true;
      look();
    },
    until: async (what, holds) => {
      for (;;) {
        if (latest !== null && holds(latest)) return latest;
        const status = latest?.contract.status;
        if (isClosed || (status !== undefined && isContractOver(status))) throw tooLate(what, status);
        await nextLook(waiters);
      }
    },
  };
}

async function nextLook(waiters: Set<() => void>): Promise<void> {
  let wake = (): void => undefined;
  await new Promise<void>((resolve) => {
    wake = resolve;
    waiters.add(wake);
  });
  waiters.delete(wake);
}

function tooLate(what: string, status: string | undefined): CliError {
  return new CliError({
    code: "TOO_LATE",
    message: `the contract is ${status ?? "not watched any more"}, and there was no moment for ${what}`,
    mend: "`makima timeline` tells what happened",
  });
}
