// Which moment's code is meant.

export type At = { taskId: string; checkpointId: string };
