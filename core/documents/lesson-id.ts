// The id of a learning request that the runtime makes: the same for the same rule, item and failure, in whatever run or
// lineage, and however often.
import { sha256Hex } from '../contracts/digest.js';

export const LEARNING_REQUEST = 'learning_request';
export const LESSON_DIGITS = 12;

const PREFIX = 'learn-';
const LESSON_ID = new RegExp(`^${PREFIX}[0-9a-f]{${LESSON_DIGITS}}$`);

/** `failure`: class of what was repaired, or the outcome where nothing had failed. */
export const lessonId = (rule: string, item: { family: string; id: string }, failure: string): string =>
  PREFIX + sha256Hex([rule, item.family, item.id, failure].join('\n')).slice(0, LESSON_DIGITS);

export const isLesson = ({ family, id }: { family: string; id: string }): boolean =>
  family === LEARNING_REQUEST && LESSON_ID.test(id);

export const lessonDigits = (id: string): string => id.slice(PREFIX.length);
