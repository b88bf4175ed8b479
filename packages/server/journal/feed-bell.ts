// The doorbell's name for an owner's feed: it grew.

export const feedBell = (ownerId: string): string => `feed:${ownerId}`;
