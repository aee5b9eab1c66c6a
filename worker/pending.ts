// Activities that do not come to an end: they fail at every try, or somebody paused them. The server repeats, or waits, and tells nobody.
import type { Client } from '@temporalio/client';

/** Tries after which it is no accident. */
const ACCIDENTS = 3;
const LONGEST_CAUSE = 500;

export interface Pending {
  activity: string;
  attempt: number;
  cause: string;
  paused?: true;
}

type Description = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>>;
type Raw = NonNullable<Description['raw']['pendingActivities']>[number];

/** What does not go on in this workflow, by the server's word. */
export function pendingIn({ raw }: Description): Pending[] {
  return (raw.pendingActivities ?? []).flatMap(pendingOf);
}

function pendingOf({ activityType, attempt, lastFailure, paused }: Raw): Pending[] {
  const activity = activityType?.name ?? 'an activity';
  const tries = attempt ?? 1;
  if (paused === true) return [{ activity, attempt: tries, cause: 'somebody paused it', paused: true }];
  // Without a heartbeat its worker died: that says nothing of the activity.
  if (tries <= ACCIDENTS || !lastFailure || isSilence(lastFailure)) return [];
  return [
    { activity, attempt: tries, cause: (lastFailure.message ?? 'no reason is recorded').slice(0, LONGEST_CAUSE) },
  ];
}

const HEARTBEAT = 4;

const isSilence = ({ timeoutFailureInfo }: NonNullable<Raw['lastFailure']>): boolean =>
  Number(timeoutFailureInfo?.timeoutType ?? 0) === HEARTBEAT;
