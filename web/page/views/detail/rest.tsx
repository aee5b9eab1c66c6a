// What comes next, how far each root is, and what came to an end last.
import type { Report } from '../../../contract.js';
import { Changed } from '../../parts/changed.js';
import { ItemLink, itemRoute, Link, RootLink } from '../../parts/links.js';
import { Num } from '../../parts/num.js';
import { Empty, Panel } from '../../parts/panel.js';
import { Status } from '../../parts/status.js';
import { Table } from '../../parts/table.js';
import { Text } from '../../parts/text.js';
import { Time } from '../../parts/time.js';
import { keyNow } from '../../store/place.js';

/** With the place of each in the report. */
const placed = <T,>(rows: readonly T[], path: string): (T & { path: string })[] =>
  rows.map((row, at) => ({ ...row, path: `${path}.${at}` }));

export function QueueHead({ of }: { of: Report['queue'] }) {
  const families = Object.entries(of.by_family);
  return (
    <Panel name="Queue" more={<Link to={{ is: 'queue', key: keyNow() }}>All</Link>}>
      <p class="facts">
        {families.map(([family, { queued, blocked }]) => (
          <span key={family}>
            <Num
              value={queued}
              unit={`${family} queued`}
              title={`Items of the family ${family} in the queue`}
              report={`queue.by_family.${family}.queued`}
            />
            {blocked > 0 && (
              <>
                {', '}
                <Num
                  value={blocked}
                  unit="blocked"
                  title={`Items of the family ${family} that are blocked`}
                  report={`queue.by_family.${family}.blocked`}
                />
              </>
            )}
          </span>
        ))}
      </p>
      <Table
        name="Next in the queue"
        rows={placed(of.head, 'queue.head')}
        keyOf={({ family, id }) => `${family}/${id}`}
        to={({ family, id }) => itemRoute(`${family}/${id}`)}
        empty="The queue is empty."
        columns={[
          {
            name: 'Item',
            is: 'wide',
            cell: ({ family, id, title, waits_for: waits }) => (
              <>
                <ItemLink item={`${family}/${id}`} /> <Text of={title} />
                {waits.length > 0 && (
                  <span class="waits">
                    <Status of="waiting" tone="off" word="waits" /> <Text of={waits.join('; ')} />
                  </span>
                )}
              </>
            ),
          },
          {
            name: 'Age',
            is: 'num',
            cell: ({ age_s: seconds, path }) => (
              <Num value={seconds} as="seconds" title="How long ago it was made" report={`${path}.age_s`} />
            ),
          },
        ]}
      />
    </Panel>
  );
}

export function Lineage({ of }: { of: Report['lineage'] }) {
  return (
    <Panel name="Lineages" more={<Link to={{ is: 'lineages', key: keyNow() }}>All</Link>}>
      {of.length === 0 && <Empty>No root is open.</Empty>}
      <ul class="roots">
        {of.map((root, at) => (
          <Root key={root.root} of={root} path={`lineage.${at}`} />
        ))}
      </ul>
    </Panel>
  );
}

function Root({
  of: { root, title, done, total, closure, requirements },
  path,
}: {
  of: Report['lineage'][number];
  path: string;
}) {
  return (
    <li tabIndex={-1} data-row>
      <p>
        <RootLink root={root} /> <Text of={title} />
      </p>
      <p class="facts">
        <progress value={done} max={Math.max(1, total)} aria-label={`${done} of ${total} items done`} />
        <span>
          <Num value={done} title="Items below it that are done" report={`${path}.done`} />
          {' of '}
          <Num value={total} title="Items below it" report={`${path}.total`} />
        </span>
        {requirements !== null && (
          <span class="quiet">
            <Num value={requirements.met} title="Requirements that are met" report={`${path}.requirements.met`} />
            {' of '}
            <Num
              value={requirements.requirements}
              title="Requirements of this root"
              report={`${path}.requirements.requirements`}
              unit="requirements met"
            />
          </span>
        )}
        <Status of={closure.state} />
      </p>
      {closure.blocked_by.length > 0 && (
        <p class="quiet">
          not closed: <Text of={closure.blocked_by.slice(0, 3).join(', ')} />
          {closure.blocked_by.length > 3 && ` and ${closure.blocked_by.length - 3} more`}
        </p>
      )}
    </li>
  );
}

export function Recent({ of }: { of: Report }) {
  return (
    <Panel name="Recent" more={<Link to={{ is: 'runs', key: keyNow() }}>All runs</Link>}>
      <Table
        name="What came to an end last"
        rows={placed(of.recent, 'recent').reverse()}
        keyOf={({ item, finished_at: at }) => `${item} ${at}`}
        to={({ item }) => itemRoute(item)}
        empty="Nothing came to an end in the last day."
        columns={[
          {
            name: 'Item',
            is: 'wide',
            cell: ({ item, title, outcome, reason, changes, path }) => (
              <>
                <Status of={outcome} /> <ItemLink item={item} /> <Text of={title} />
                {reason !== '' && outcome !== 'done' && (
                  <span class="waits">
                    <Text of={reason} />
                  </span>
                )}
                {changes !== null && (
                  <span class="waits">
                    <Changed of={changes} report={`${path}.changes`} />
                  </span>
                )}
              </>
            ),
          },
          {
            name: 'Took',
            is: 'num',
            cell: ({ wall_s: seconds, tokens, path }) => (
              <>
                <Num value={seconds} as="seconds" title="From its first stage to its end" report={`${path}.wall_s`} />
                <br />
                <Num value={tokens} as="tokens" unit="tok" title="Tokens of all its stages" report={`${path}.tokens`} />
              </>
            ),
          },
          { name: 'When', is: 'num', cell: ({ finished_at: at }) => <Time at={at} /> },
        ]}
      />
    </Panel>
  );
}
