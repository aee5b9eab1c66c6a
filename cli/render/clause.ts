/** A sentence of somebody else as a part of one of ours, which has its own end. */
export const clause = (text: string): string => text.trimEnd().replace(/[.;,]+$/, '');
