// Said as long as the line to the server does not stand: what is shown is of the past, and how old it is.
import { Text, Told } from '../parts/text.js';
import { age } from '../parts/time.js';
import { now } from '../store/clock.js';
import { fleetLine } from '../store/fleet.js';
import { workspaceKey } from '../store/place.js';
import { heardAt, line } from '../store/workspace.js';

export function Banner() {
  const isFleet = workspaceKey.value === null;
  const current = isFleet ? fleetLine.value : line.value;
  if (current.is !== 'lost') return null;
  if (current.why !== null)
    return (
      <div class="banner" role="alert" data-line="refused">
        <strong>
          <span aria-hidden="true">✕ </span>
          <Text of={current.why.message} />
        </strong>{' '}
        <Told of={current.why.hint} />
      </div>
    );
  const heard = isFleet ? null : heardAt.value;
  return (
    <div class="banner" role="alert" data-line="lost">
      <strong>
        <span aria-hidden="true">✕ </span>No connection to the server of this page.
      </strong>{' '}
      {heard === null ? 'Nothing came so far.' : 'What is shown is'}
      {heard !== null && <span aria-hidden="true"> {age(now.value - heard)} old</span>}
      {heard !== null && '.'} It tries again by itself; if <code>millrace serve</code> ended, start it again.
    </div>
  );
}
