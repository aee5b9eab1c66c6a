// One run: its stages in their order, and of the chosen one what it was told, what it said and what it changed.
import type { RunPage } from '../../contract.js';
import { Facts } from '../parts/facts.js';
import { ItemLink } from '../parts/links.js';
import { Num } from '../parts/num.js';
import { Answered } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { Text } from '../parts/text.js';
import { Between, Time } from '../parts/time.js';
import { pathIn, type Route } from '../route.js';
import { useAnswer } from '../store/answer.js';
import { changes } from '../store/workspace.js';
import { Played, Spent } from './runs.js';
import { Then } from './run/then.js';
import { StageList } from './run/stages.js';
import { StagePane } from './run/stage.js';
import { RunWay } from './run/way.js';

export type RunRoute = Extract<Route, { is: 'run' }>;

export function RunView({ at }: { at: RunRoute }) {
  const path = pathIn(at.key, 'runs', at.run);
  return <Answered answer={useAnswer<RunPage>(path, changes.value)}>{(run) => <Run of={run} at={at} />}</Answered>;
}

function Run({ of, at }: { of: RunPage; at: RunRoute }) {
  const { stagesRun } = of;
  const chosen = stagesRun.find(({ request }) => request === at.request) ?? stagesRun.at(-1);
  return (
    <>
      <p class="title">
        <Text of={of.title} or={of.item} />
      </p>
      <Facts
        of={[
          [
            'State',
            <>
              <Status of={of.state} /> <Played of={of.played} />
            </>,
          ],
          ['Item', <ItemLink item={of.item} />],
          [
            'Run',
            <code>
              <Text of={of.run} />
            </code>,
          ],
          ['Plane', <Text of={of.plane} />],
          ['Stages', <Num value={of.stages} title="Stages of the run" />],
          ['Spent', <Spent tokens={of.tokens} cost={of.cost} />],
          ['Took', <Between from={of.startedAt} to={of.endedAt} />],
          ['Began', <Time at={of.startedAt} or="–" />],
          ['Temporal', of.temporal === null ? null : <History address={of.temporal} />],
        ]}
      />
      <Then of={of} />
      <div class="run-page">
        <StageList of={stagesRun} at={at} chosen={chosen?.request ?? null} />
        {chosen !== undefined && (
          <StagePane
            key={chosen.request}
            of={chosen}
            at={{ ...at, request: chosen.request }}
            isRunning={chosen.endedAt === null && of.state === 'active'}
          />
        )}
      </div>
      <RunWay wsKey={at.key} run={of} />
    </>
  );
}

/** The one address that is not ours: that of the server's own Web UI, and nothing but a page. */
function History({ address }: { address: string }) {
  if (!/^https?:\/\//.test(address)) return <Text of={address} />;
  return (
    <a href={address} target="_blank" rel="noreferrer noopener">
      its history <span aria-hidden="true">↗</span>
      <span class="unseen"> in the Temporal Web UI, in another tab</span>
    </a>
  );
}
