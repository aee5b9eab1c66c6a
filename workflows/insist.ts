// An activity's result is what the activity says: one that somebody completed by hand with nonsense, or failed, is asked for again.
import { isCancellation, sleep } from '@temporalio/workflow';

const AGAIN = '2s';

/** `tries`: after so many it throws the last failure. Throws at once when it was cancelled, or the failure `isFinal`. */
export async function insist<T>(
  ask: () => Promise<unknown>,
  isRight: (answer: unknown) => answer is T,
  { tries = Infinity, isFinal = () => false }: { tries?: number; isFinal?: (error: unknown) => boolean } = {},
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      const answer = await ask();
      if (isRight(answer)) return answer;
      if (tried >= tries) throw new Error('its result has a wrong form');
    } catch (error) {
      if (isCancellation(error) || isFinal(error) || tried >= tries) throw error;
    }
    await sleep(AGAIN, { summary: 'failed or answered by somebody else: asked again' });
  }
}

/** Of activities that answer nothing. */
export const isNothing = (answer: unknown): answer is undefined => answer === undefined;
