// One work item: what it needs, what was done for it, and its document.
import type { ItemPage } from '../../contract.js';
import { Changed } from '../parts/changed.js';
import { Facts } from '../parts/facts.js';
import { RootLink } from '../parts/links.js';
import { LongText } from '../parts/long-text.js';
import { Num } from '../parts/num.js';
import { Answered, Panel } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { Text } from '../parts/text.js';
import { Time } from '../parts/time.js';
import { pathIn } from '../route.js';
import { useAnswer } from '../store/answer.js';
import { keyNow } from '../store/place.js';
import { changes } from '../store/workspace.js';
import { NeedRow } from './detail/needs.js';
import { RunTable } from './runs.js';

export function ItemView({ family, id }: { family: string; id: string }) {
  const path = pathIn(keyNow(), 'items', family, id);
  return <Answered answer={useAnswer<ItemPage>(path, changes.value)}>{(item) => <Item of={item} />}</Answered>;
}

function Item({ of }: { of: ItemPage }) {
  return (
    <>
      <p class="title">
        <Text of={of.title} or={of.item} />
      </p>
      <Facts
        of={[
          [
            'Item',
            <code>
              <Text of={of.item} />
            </code>,
          ],
          ['State', <Status of={of.state} />],
          ['Root', of.root === null ? null : <RootLink root={of.root} />],
          ['Place in the line', of.position === null ? null : <Num value={of.position} title="Place in the line" />],
          ['Waits for', of.waitsFor === null ? null : <Text of={of.waitsFor} />],
          ['Reason', of.reason === null ? null : <Text of={of.reason} />],
          ['Changed', of.changed === null ? null : <Changed of={of.changed} />],
          ['Made', <Time at={of.createdAt} />],
        ]}
      />
      {of.need !== null && (
        <Panel name="Needs you" class="needs">
          <ol>
            <NeedRow of={of.need} isWhole />
          </ol>
        </Panel>
      )}
      <Panel name="Runs">
        <RunTable rows={of.runs} empty="It was not begun so far." />
      </Panel>
      <Panel name="Document">
        <LongText name="Document" text={of.document} />
      </Panel>
    </>
  );
}
