// The work under one root: how far it is, why it is not closed, what it promised, and all items below it.
import { counted } from '../../../cli/render/count.js';
import type { LineagePage as Lineage } from '../../contract.js';
import { Progress } from '../graph/progress.js';
import { LineageTree } from '../graph/lineage-tree.js';
import { BranchPanel } from '../parts/branch.js';
import { ItemLink } from '../parts/links.js';
import { Answered, Empty, Panel } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { Prose, Text } from '../parts/text.js';
import { pathIn } from '../route.js';
import { useAnswer } from '../store/answer.js';
import { keyNow } from '../store/place.js';
import { changes } from '../store/workspace.js';

export function LineagePage({ root }: { root: string }) {
  const answer = useAnswer<Lineage>(pathIn(keyNow(), 'lineages', root), changes.value);
  return <Answered answer={answer}>{(lineage) => <Shown of={lineage} />}</Answered>;
}

function Shown({ of }: { of: Lineage }) {
  return (
    <>
      <div class="lineage-head">
        <h2>
          <Text of={of.title} or={of.root} />
        </h2>
        <span class="item-line">
          <Status of={of.state} /> <span class="id quiet">{<Text of={of.root} />}</span>
        </span>
        <Progress done={of.done} total={of.total} what="items" />
        <WhyOpen of={of} />
      </div>
      <div class="lineage-page">
        <Panel name="Items">
          <LineageTree name={`Items under ${of.root}`} items={of.items} />
        </Panel>
        <div>
          {of.branch !== null && <BranchPanel of={of.branch} />}
          <Requirements of={of} />
          <Closure of={of.closure} />
        </div>
      </div>
    </>
  );
}

/** Named one by one; of many the first. */
const NAMED = 8;

function WhyOpen({ of: { state, open } }: { of: Lineage }) {
  if (state === 'closed' || state === 'withdrawn') return null;
  if (open.length === 0) return <p class="why">Nothing keeps it open: it is judged next.</p>;
  return (
    <p class="why">
      <strong>Why is this not closed? </strong>
      {counted(open.length, 'item is', 'items are')} not done:{' '}
      {open.slice(0, NAMED).map((item, at) => (
        <span key={item}>
          {at > 0 && ', '}
          <ItemLink item={item} />
        </span>
      ))}
      {open.length > NAMED && ` and ${open.length - NAMED} more`}.
    </p>
  );
}

function Requirements({ of: { requirementsOf, requirements, met } }: { of: Lineage }) {
  return (
    <Panel name="Requirements" more={<Progress done={met} total={requirements} what="met" />}>
      {requirementsOf.length === 0 && <Empty>None are known of this root.</Empty>}
      <ul class="requirements">
        {requirementsOf.map(({ id, text, state, tasks }) => (
          <li key={id}>
            <span class="item-line">
              <span class="id">
                <Text of={id} />
              </span>
              <Status of={state} />
            </span>
            <p>
              <Text of={text} />
            </p>
            <p class="quiet">
              {tasks.length === 0 ? 'No task serves it.' : 'Served by '}
              {tasks.map((task, at) => (
                <span key={task}>
                  {at > 0 && ', '}
                  <ItemLink item={task.includes('/') ? task : `task/${task}`} />
                </span>
              ))}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Rounds count the gaps that were found: the verdict that closed it is none of them. */
const judgedText = ({ rounds, verdict }: NonNullable<Lineage['closure']>): string =>
  rounds === 0 ? (verdict === null ? 'not judged so far' : 'judged without a gap') : `${counted(rounds, 'gap')} found`;

function Closure({ of }: { of: Lineage['closure'] }) {
  return (
    <Panel name="Closure">
      {of === null ? (
        <Empty>It was not judged so far.</Empty>
      ) : (
        <div class="closure">
          <span class="item-line">
            <Status of={of.state} />
            <span class="quiet">
              {judgedText(of)}
              {of.verdict !== null && (
                <>
                  , last: <Text of={of.verdict} />
                </>
              )}
            </span>
          </span>
          <Prose of={of.said} or="The one who judged it left no words." />
        </div>
      )}
    </Panel>
  );
}
