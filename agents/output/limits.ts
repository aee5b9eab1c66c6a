// How much of an agent's output is kept, in bytes. The one place for these numbers.

/** The beginning and the end of something; what is between them is left out. */
export interface KeptOutput {
  head: number;
  tail: number;
}

const MIB = 1024 * 1024;

/** Of a raw file, and of the artifact that is made from it. */
export const KEPT_OUTPUT: KeptOutput = { head: 4 * MIB, tail: 16 * MIB };

/** How much more than that a raw file may hold on disk before its middle is given back. */
export const SLACK = 12 * MIB;

/** Of a final message, and of an error output that is searched for a cause. */
export const KEPT_MESSAGE: KeptOutput = { head: MIB / 4, tail: MIB - MIB / 4 };

/** From the end of a raw file: enough to find out what the agent said last. */
export const LAST_WORDS = MIB / 4;
