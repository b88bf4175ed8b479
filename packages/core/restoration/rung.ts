// How an agent got its past back, from the best way to the least, and why it was that one where its driver says nothing of its own.

export const RUNGS = ["new", "loaded", "materialised", "rebuilt", "told"] as const;
export type Rung = (typeof RUNGS)[number];

const BECAUSE: Record<Rung, string> = {
  new: "There was nothing to get back.",
  loaded: "Its own session was on this machine, and knew all that was said.",
  materialised:
    "Its own session was not on this machine; what it had written of it was kept, and ends where the conversation does.",
  rebuilt:
    "No session or transcript of its own ends where the conversation does, so a session was made from the messages.",
  told: "It can take its past in no other way than as words.",
};

export const explainRung = (rung: Rung): string => BECAUSE[rung];
