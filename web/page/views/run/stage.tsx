// The chosen stage: its facts, its own words, and one of its texts. Each has an address of its own.
import type { ComponentChildren } from 'preact';
import type { StageView } from '../../../contract.js';
import { Facts } from '../../parts/facts.js';
import { Link } from '../../parts/links.js';
import { Text } from '../../parts/text.js';
import { Between, Time } from '../../parts/time.js';
import { pathIn, type Tab, TABS } from '../../route.js';
import type { RunRoute } from '../run.js';
import { Spent } from '../runs.js';
import { Files } from './files.js';
import { Output } from './output.js';
import { PieceView } from './piece.js';
import { StageOutcome } from './stages.js';

interface StageProps {
  of: StageView;
  at: RunRoute & { request: string };
  isRunning: boolean;
}

export function StagePane({ of, at, isRunning }: StageProps) {
  return (
    <section class="panel stage" aria-labelledby="stage-name">
      <header>
        <h2 id="stage-name">
          {of.number}. <Text of={of.node} />
        </h2>
        <StageOutcome of={of} />
      </header>
      <Facts
        of={[
          ['Kind', <Text of={of.stageKind} />],
          ['Runner', <Text of={of.runner} />],
          ['Model', <Text of={of.model} or="the runner's own" />],
          ['Try', of.attempt === 1 ? null : of.attempt],
          ['Took', <Between from={of.startedAt} to={of.endedAt} />],
          ['Began', <Time at={of.startedAt} />],
          ['Spent', <Spent tokens={of.tokens} cost={of.cost} />],
          [
            'Failure',
            of.failureClass === null ? null : (
              <code>
                <Text of={of.failureClass} />
              </code>
            ),
          ],
        ]}
      />
      {of.said !== '' && <Words name="The agent said">{<Text of={of.said} />}</Words>}
      {of.next !== '' && <Words name="What the runtime did next">{<Text of={of.next} />}</Words>}
      <Tabs at={at} files={of.files.length} />
      <div class="tab" role="region" aria-label={NAMES[at.tab]}>
        {textOf(at, of, isRunning)}
      </div>
    </section>
  );
}

const Words = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <p class="words">
    <span class="quiet">{name}: </span>
    {children}
  </p>
);

const NAMES: Record<Tab, string> = {
  output: 'Output',
  prompt: 'Prompt',
  events: 'Events',
  diff: 'Diff',
  files: 'Files',
};

function Tabs({ at, files }: { at: RunRoute; files: number }) {
  return (
    <nav class="tabs" aria-label="Texts of the stage">
      {TABS.map((tab) => (
        <Link key={tab} to={{ ...at, tab }} {...(tab === at.tab && { 'aria-current': 'page' as const })}>
          {NAMES[tab]}
          {tab === 'files' && ` (${files})`}
        </Link>
      ))}
    </nav>
  );
}

function textOf(at: StageProps['at'], of: StageView, isRunning: boolean) {
  const below = pathIn(at.key, 'runs', at.run, 'stages', at.request);
  switch (at.tab) {
    case 'files':
      return <Files of={of.files} below={below} />;
    case 'output':
      return <Output below={below} request={of.request} isRunning={isRunning} />;
    case 'diff':
      return <PieceView name="Diff" address={`${below}/diff`} empty="It changed no file." isDiff />;
    case 'prompt':
    case 'events':
      return <PieceView name={NAMES[at.tab]} address={`${below}/${at.tab}`} empty="Nothing was kept of it." />;
  }
}
