// Who stands in for a runner, and why, in words that follow the name of the one that does.
import { failureWords } from '../../core/contracts/failure-lists.js';
import type { StageView } from '../../read/stages.js';
import { when } from './when.js';

export const insteadText = ({ from, because, until }: NonNullable<StageView['fallback']>): string =>
  `in place of ${from} (${failureWords(because)}), which is asked again after ${when(until)}`;
