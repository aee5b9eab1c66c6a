// What an item, or a root that is judged, brings into its next activation: kept from the end of one to the begin of the next, with what
// a person said meanwhile. From revision 6 on.
import type { Issued } from '../../contracts/commands.js';
import type { LeftMessage } from '../../contracts/turns.js';
import { afterRun, goesOnAt, type Story, storyField, withSaid } from '../../contracts/story.js';
import { set } from '../../set.js';
import type { Item, SchedulerState, Target, Turn } from './scheduler-state.js';

type Keeper = Item | Target;

/** Its activation is over, and it is not done. One that went away without a word has its run behind it all the same. */
export function keepStory({ rules }: SchedulerState, keeper: Keeper, { runId }: Turn, message: LeftMessage): void {
  if (rules < 6) return;
  tell(keeper, message.story ?? afterRun(keeper.story ?? {}, runId));
}

/** A person gives it another try. `fresh`: from its first stage, and from revision 9 on without what is kept of its work. */
export function hear({ rules }: SchedulerState, keeper: Keeper, said: Issued, fresh = false): void {
  if (rules < 6) return;
  const { failed, fresh: _before, ...others } = keeper.story ?? {};
  const afresh = rules < 9 ? others : { ...others, fresh: true as const };
  const story = fresh ? afresh : failed === undefined ? others : { ...others, failed };
  tell(keeper, withSaid(story, said));
}

export const forgetStory = (keeper: Keeper): void => void delete keeper.story;

function tell(keeper: Keeper, story: Story): void {
  delete keeper.story;
  set(keeper, storyField(story));
}

/** Where it goes on, as an answer says it; empty where the rules know no story. */
export function goesOn({ rules }: SchedulerState, { story }: Keeper): string {
  if (rules < 6) return '';
  return story?.failed === undefined ? ' It begins at its first stage.' : ` It goes on at ${goesOnAt(story.failed)}.`;
}
