// The pipeline large and live, with what moves through it, and beside it a list of the items on it.
import type { Flow } from '../../contract.js';
import { FlowView } from '../graph/flow-view.js';
import { ItemLink } from '../parts/links.js';
import { Answered, Empty, Loading, Panel } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { Text } from '../parts/text.js';
import { Time } from '../parts/time.js';
import { keyNow } from '../store/place.js';
import { changes, feed, report } from '../store/workspace.js';
import { useFlow, usePlan } from './planned.js';

export function FlowPage() {
  const key = keyNow();
  const plan = usePlan(key);
  const flow = useFlow(key, changes.value);
  return (
    <Answered answer={plan}>
      {(picture) => (
        <div class="flow-page">
          {flow.value === null ? (
            <Loading />
          ) : (
            <FlowView wsKey={key} plan={picture} flow={flow.value} now={report.value?.now ?? []} feed={feed.value} />
          )}
          <Answered answer={flow}>{(known) => <OnIt items={known.items} />}</Answered>
        </div>
      )}
    </Answered>
  );
}

function OnIt({ items }: { items: Flow['items'] }) {
  const moving = items.filter(({ node }) => node !== null);
  const waiting = items.filter(({ node }) => node === null);
  return (
    <div class="on-it">
      <Panel name="On the way">
        {moving.length === 0 ? <Empty>No item is at a stage.</Empty> : <Items items={moving} />}
      </Panel>
      <Panel name="Waiting">
        {waiting.length === 0 ? <Empty>Nothing waits to begin.</Empty> : <Items items={waiting} />}
      </Panel>
    </div>
  );
}

function Items({ items }: { items: Flow['items'] }) {
  return (
    <ul class="flow-items">
      {items.map(({ item, title, node, state, since }) => (
        <li key={item} data-row tabIndex={-1}>
          <span class="item-line">
            <ItemLink item={item} /> <Status of={state} />
          </span>
          <span class="item-title">
            <Text of={title} or="without a title" />
          </span>
          <span class="quiet">
            {node !== null && (
              <>
                at <Text of={node} />{' '}
              </>
            )}
            {since !== null && (
              <>
                for <Time at={since} ago="" />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
