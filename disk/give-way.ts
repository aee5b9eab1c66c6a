// Work on thousands of files gives way to what is waited for: the way of a stage from one agent to the next. Never for long, so that it comes
// to its end whatever goes on. One thread does both.

/** What follows the end of an agent is over by then, or nothing does. */
const WAY_MS = 2000;
/** An agent that has worked for so long goes on for a while. */
const AT_WORK_MS = 50;
const LOOK_MS = 10;

let calmAt = 0;

/** A stage is on its way to its agent, or its agent is over. */
export const stageMoves = (): void => calmIn(WAY_MS);

/** Its agent was told to work. */
export const agentWorks = (): void => calmIn(AT_WORK_MS);

/** Whether no stage is on its way. */
export const isCalm = (): boolean => performance.now() >= calmAt;

/** Waits until no stage is on its way, and at most so many ms. */
export async function giveWay(mostMs: number): Promise<void> {
  const patience = performance.now() + mostMs;
  while (!isCalm() && performance.now() < patience) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

function calmIn(ms: number): void {
  calmAt = performance.now() + ms;
}
