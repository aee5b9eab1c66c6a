// What a number of stage runs says of the agents that are started for them.

/** One for the stage, and one for its second chance of form. */
const STARTS_OF_A_STAGE = 2;

/** Largest number of agents for so many stage runs; each wait for an environment and each lost host adds one, and is bounded on its own. */
export const mostAgentStarts = (stageRuns: number): number => stageRuns * STARTS_OF_A_STAGE;
