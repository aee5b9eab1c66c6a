// What operators did: who, when, why, and what it changed.
import type { Audit } from '../../contract.js';
import { More } from '../parts/more.js';
import { Answered } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { type Column, Table } from '../parts/table.js';
import { Text } from '../parts/text.js';
import { Time } from '../parts/time.js';
import { pathIn } from '../route.js';
import { once, usePaged } from '../store/pages.js';
import { keyNow } from '../store/place.js';
import { changes } from '../store/workspace.js';

type Entry = Audit['entries'][number];

export function AuditPage() {
  const paged = usePaged<Audit>(pathIn(keyNow(), 'audit'), [], changes.value);
  return (
    <>
      <Answered answer={paged.first}>
        {() => (
          <Table
            name="What operators did"
            rows={once(
              paged.pages.flatMap(({ entries }) => entries),
              ({ seq }) => seq,
            )}
            keyOf={({ seq }) => String(seq)}
            empty="No operator did anything so far."
            columns={COLUMNS}
          />
        )}
      </Answered>
      <More of={paged} />
    </>
  );
}

const COLUMNS: Column<Entry>[] = [
  { name: '#', is: 'num', title: 'Number of the line in the audit', cell: ({ seq }) => seq },
  { name: 'When', is: 'tight', cell: ({ at }) => <Time at={at} /> },
  { name: 'Who', is: 'tight', cell: ({ who }) => <Text of={who} /> },
  {
    name: 'What',
    cell: ({ what, about }) => (
      <>
        <strong>
          <Text of={what} />
        </strong>{' '}
        <Text of={about} />
      </>
    ),
  },
  { name: 'Why', is: 'wide', cell: ({ reason }) => <Text of={reason} or="–" /> },
  {
    name: 'Change',
    title: 'What was before, and what is now',
    cell: ({ before, after }) =>
      before === null && after === null ? null : (
        <>
          <Text of={before} or="nothing" /> → <Text of={after} or="nothing" />
        </>
      ),
  },
  {
    name: 'Signed',
    is: 'tight',
    title: 'Whether a key of this operator signed it',
    cell: ({ signed }) => <Status of={signed ? 'ok' : 'unsigned'} word={signed ? 'signed' : 'unsigned'} />,
  },
];
