// What waits for a person, the most urgent first: why, since when, and the command that decides it.
import { inert } from '../../../../core/inert.js';
import type { Report } from '../../../contract.js';
import { addressOf } from '../../route.js';
import { Commands } from '../../parts/commands.js';
import { itemRoute, Link } from '../../parts/links.js';
import { Panel } from '../../parts/panel.js';
import { Status, type Tone } from '../../parts/status.js';
import { Text, Told } from '../../parts/text.js';
import { Time } from '../../parts/time.js';

type Need = Report['attention'][number];

/** They are failures; all other kinds wait for a decision. */
const FAILURES: ReadonlySet<string> = new Set([
  ...['item_blocked', 'recovery_cap', 'worker_lost', 'workflow_stuck', 'state_damaged', 'runner_unavailable'],
]);

export const toneOfNeed = ({ kind }: Need): Tone => (FAILURES.has(kind) ? 'fail' : 'need');

const URGENCY = ['critical', 'high'];
const byUrgency = (a: Need, b: Need): number =>
  URGENCY.indexOf(a.severity) - URGENCY.indexOf(b.severity) || (a.since ?? '').localeCompare(b.since ?? '');

export function Needs({ of }: { of: readonly Need[] }) {
  if (of.length === 0)
    return (
      <p class="calm">
        <Status of="ok" word="Nothing needs you." />
      </p>
    );
  const count = (
    <span class="count" data-report="attention.length" data-value={of.length} title="Entries of the attention list">
      {of.length}
    </span>
  );
  return (
    <Panel name="Needs you" more={count} class="needs">
      <ol>
        {of.toSorted(byUrgency).map((need) => (
          <NeedRow key={need.id} of={need} />
        ))}
      </ol>
    </Panel>
  );
}

/** `isWhole`: with what tells more, where nothing stands below it. */
export function NeedRow({ of: need, isWhole = false }: { of: Need; isWhole?: boolean }) {
  const { cause, remedy, item, since, severity, actions, evidence } = need;
  const to = item === null ? null : itemRoute(item);
  return (
    <li
      tabIndex={-1}
      data-row
      data-to={to === null ? undefined : addressOf(to)}
      data-need={need.id}
      class={toneOfNeed(need)}
    >
      <div>
        <Status of={need.kind} word={severity} tone={toneOfNeed(need)} />
        <br />
        <span class="quiet">
          <Time at={since} />
        </span>
      </div>
      <div class="what">
        <p>
          <strong>
            <Summary of={need} />
          </strong>{' '}
          <Text of={cause} />
        </p>
        <p class="quiet remedy" title={inert(remedy)}>
          <Told of={remedy} />
        </p>
        {isWhole && evidence.length > 0 && (
          <p class="quiet">
            {'See '}
            <code>
              <Text of={evidence.join(', ')} />
            </code>
          </p>
        )}
      </div>
      <Commands of={actions} />
    </li>
  );
}

/** It begins with the item where it is about one: that is the link. */
function Summary({ of: { summary, item } }: { of: Need }) {
  const to = item === null ? null : itemRoute(item);
  if (to === null || item === null || !summary.startsWith(`${item} `)) return <Text of={`${summary}:`} />;
  return (
    <>
      <Link to={to}>
        <Text of={item} />
      </Link>
      <Text of={`${summary.slice(item.length)}:`} />
    </>
  );
}
