// All roots, open ones first, and how far the work under each is.
import type { Lineages } from '../../contract.js';
import { Progress } from '../graph/progress.js';
import { RootLink } from '../parts/links.js';
import { Answered, Panel } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { Table } from '../parts/table.js';
import { Text } from '../parts/text.js';
import { pathIn } from '../route.js';
import { useAnswer } from '../store/answer.js';
import { keyNow } from '../store/place.js';
import { changes } from '../store/workspace.js';

type Head = Lineages['lineages'][number];

export function LineagesPage() {
  const key = keyNow();
  const answer = useAnswer<Lineages>(pathIn(key, 'lineages'), changes.value);
  return (
    <Panel name="Roots">
      <Answered answer={answer}>
        {({ lineages }) => (
          <Table<Head>
            name="Roots"
            rows={lineages}
            keyOf={({ root }) => root}
            to={({ root }) => ({ is: 'lineage', key, root })}
            empty="No root is known: an idea or a spec without a parent opens one."
            columns={[
              { name: 'State', cell: ({ state }) => <Status of={state} />, is: 'tight' },
              { name: 'Root', cell: ({ root }) => <RootLink root={root} />, is: 'tight' },
              { name: 'Title', cell: ({ title }) => <Text of={title} or="without a title" />, is: 'wide' },
              {
                name: 'Done',
                title: 'Items below it that are done',
                cell: ({ done, total }) => <Progress done={done} total={total} what="items" />,
              },
              {
                name: 'Met',
                title: 'Requirements that are met',
                cell: ({ met, requirements }) => <Progress done={met} total={requirements} what="requirements" />,
              },
            ]}
          />
        )}
      </Answered>
    </Panel>
  );
}
