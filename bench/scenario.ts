// What a scenario is, and what it finds.

/** What a run gives each scenario: where its databases are made, and how long loads last. */
export type Setting = { postgresUrl: string; loadSeconds: number };

/** A goal of the design; what it is compared with is in the figure's unit. */
export type Goal = { atMost: number } | { atLeast: number };

export type Figure = {
  what: string;
  /** of makima, or the ratio itself when the unit is "×" */
  value: number;
  unit: string;
  /** the same measure of the peer, in the same unit, from the same rounds */
  peer?: { name: string; value: number };
  goal?: Goal;
  /** what each round gave, in their order; the value is their median */
  rounds?: readonly number[];
  /** what a reader has to know about this figure */
  note?: string;
};

export type Scenario = {
  /** begins with the number that the design gives it: "p1-append-message" */
  name: string;
  /** what is measured, in one sentence */
  sentence: string;
  run(setting: Setting): Promise<Figure[]>;
};
