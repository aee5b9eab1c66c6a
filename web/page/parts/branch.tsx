// Branches of roots: what is on them, and whether they wait for a person, who takes them on the command line.
import { baseText, branchStands, shortDigest } from '../../../cli/render/branch.js';
import type { LineagePage, Report } from '../../contract.js';
import { Commands } from './commands.js';
import { ItemLink, RootLink } from './links.js';
import { Num } from './num.js';
import { Panel } from './panel.js';
import { Status } from './status.js';
import { Table } from './table.js';
import { Text } from './text.js';
import { Time } from './time.js';

type Branch = Report['branches'][number];

const TONES = { open: 'run', waits: 'need', gone: 'need', taken: 'ok' } as const;

const Stands = ({ of }: { of: Pick<Branch, 'state' | 'said'> }) => (
  <Status of={of.state} word={branchStands(of)} tone={TONES[of.state]} />
);

/** Nothing where work is done in the workspace. */
export function Branches({ of }: { of: Report['branches'] }) {
  if (of.length === 0) return null;
  return (
    <Panel name="Branches">
      <Table
        name="Branches of roots that work in trees of their own"
        rows={of.map((branch, at) => ({ ...branch, path: `branches.${at}` }))}
        keyOf={({ root }) => root}
        empty=""
        columns={[
          { name: 'State', is: 'tight', cell: (branch) => <Stands of={branch} /> },
          { name: 'Branch', is: 'wide', cell: ({ branch }) => <Text of={branch} /> },
          { name: 'Root', is: 'tight', cell: ({ root }) => <RootLink root={root} /> },
          {
            name: 'Commits',
            is: 'num',
            cell: ({ commits, path }) => (
              <Num value={commits} title="One for each task that is done" report={`${path}.commits`} />
            ),
          },
          {
            name: 'Files',
            is: 'num',
            cell: ({ files, path }) => (
              <Num
                value={files}
                title="In these commits; one that is in two is counted twice"
                report={`${path}.files`}
              />
            ),
          },
        ]}
      />
    </Panel>
  );
}

/** Of one root, commit by commit. */
export function BranchPanel({ of }: { of: NonNullable<LineagePage['branch']> }) {
  return (
    <Panel name="Branch">
      <p class="item-line">
        <Stands of={of} /> <strong>{<Text of={of.branch} />}</strong>{' '}
        <span class="quiet">
          from <Text of={baseText(of)} />
        </span>
      </p>
      <Table
        name={`Work on ${of.branch}`}
        rows={of.work}
        keyOf={({ run }) => run}
        empty="Nothing is on it so far."
        columns={[
          {
            name: 'Commit',
            is: 'tight',
            cell: ({ commit, kind, kept }) => (
              <span class="id">
                {<Text of={commit === null ? (kept === null ? kind : `${kind} ${kept}`) : shortDigest(commit)} />}
              </span>
            ),
          },
          {
            name: 'Item',
            is: 'wide',
            cell: ({ item, why }) => (
              <>
                <ItemLink item={item} />
                {why !== '' && (
                  <span class="waits">
                    <Text of={why} />
                  </span>
                )}
              </>
            ),
          },
          { name: 'Files', is: 'num', cell: ({ files }) => <Num value={files} title="Files of the commit" /> },
          { name: 'When', is: 'num', cell: ({ at }) => <Time at={at} /> },
        ]}
      />
      <Commands of={of.commands} />
    </Panel>
  );
}
