// The only clock of workflow code: Temporal's, as ISO 8601 in UTC.

export const now = (): string => new Date(Date.now()).toISOString();

/** Milliseconds from now until then; at least 1. */
export const untilThen = (iso: string): number => Math.max(1, Date.parse(iso) - Date.now());
