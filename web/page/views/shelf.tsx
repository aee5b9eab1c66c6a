// Skills that stages are given, and candidates that learning made: nothing of them changes anything until somebody promotes it.
import type { Shelf } from '../../contract.js';
import { Commands } from '../parts/commands.js';
import { Num } from '../parts/num.js';
import { Answered, Panel } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { Table } from '../parts/table.js';
import { Text } from '../parts/text.js';
import { Time } from '../parts/time.js';
import { pathIn } from '../route.js';
import { useAnswer } from '../store/answer.js';
import { keyNow } from '../store/place.js';
import { changes } from '../store/workspace.js';

export function ShelfPage() {
  const path = pathIn(keyNow(), 'shelf');
  return (
    <Answered answer={useAnswer<Shelf>(path, changes.value)}>
      {(shelf) => (
        <>
          <Candidates of={shelf.candidates} />
          <Skills of={shelf.skills} />
        </>
      )}
    </Answered>
  );
}

const Candidates = ({ of }: { of: Shelf['candidates'] }) => (
  <Panel name="Candidates">
    <Table
      name="Skill candidates"
      rows={of}
      keyOf={({ id }) => id}
      empty="Learning made none so far."
      columns={[
        { name: 'State', is: 'tight', cell: ({ state }) => <Status of={state} /> },
        {
          name: 'Candidate',
          is: 'tight',
          cell: ({ id }) => (
            <code>
              <Text of={id} />
            </code>
          ),
        },
        { name: 'Skill', is: 'wide', cell: ({ skill }) => <Text of={skill} or="its record cannot be read" /> },
        { name: 'Made', is: 'num', cell: ({ createdAt }) => <Time at={createdAt} or="–" /> },
        { name: 'Commands', cell: ({ commands }) => <Commands of={commands} /> },
      ]}
    />
  </Panel>
);

const Skills = ({ of }: { of: Shelf['skills'] }) => (
  <Panel name="Skills">
    <Table
      name="Skills"
      rows={of}
      keyOf={({ id }) => id}
      empty="No skill is here."
      columns={[
        {
          name: 'Skill',
          is: 'tight',
          cell: ({ id }) => (
            <code>
              <Text of={id} />
            </code>
          ),
        },
        { name: 'Title', is: 'wide', cell: ({ title }) => <Text of={title} /> },
        { name: 'From', cell: ({ source }) => <Text of={source} /> },
        {
          name: 'Uses',
          is: 'num',
          title: 'Stages that were given it',
          cell: ({ uses }) => <Num value={uses} title="Stages that were given it" />,
        },
      ]}
    />
  </Panel>
);
