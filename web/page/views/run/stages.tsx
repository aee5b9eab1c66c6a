// The stages of a run, each with its outcome and what came of it.
import type { StageView } from '../../../contract.js';
import { Changed } from '../../parts/changed.js';
import { Link } from '../../parts/links.js';
import { Num } from '../../parts/num.js';
import { Empty } from '../../parts/panel.js';
import { Status, type Tone } from '../../parts/status.js';
import { Text } from '../../parts/text.js';
import { Between } from '../../parts/time.js';
import { addressOf } from '../../route.js';
import type { RunRoute } from '../run.js';

interface StageListProps {
  of: readonly StageView[];
  at: RunRoute;
  chosen: string | null;
}

export function StageList({ of, at, chosen }: StageListProps) {
  if (of.length === 0) return <Empty>No stage ran so far.</Empty>;
  return (
    <nav aria-label="Stages of the run" class="stages">
      <ol>
        {of.map((stage) => (
          <Stage
            key={stage.request}
            of={stage}
            at={{ ...at, request: stage.request }}
            isChosen={stage.request === chosen}
          />
        ))}
      </ol>
    </nav>
  );
}

function Stage({ of, at, isChosen }: { of: StageView; at: RunRoute; isChosen: boolean }) {
  return (
    <li tabIndex={-1} data-row data-to={addressOf(at)} data-request={of.request}>
      <Link to={at} {...(isChosen && { 'aria-current': 'true' as const })}>
        <span class="node">
          {of.number}. <Text of={of.node} />
        </span>
        <StageOutcome of={of} />
        <span class="facts quiet">
          <Between from={of.startedAt} to={of.endedAt} />
          <Num value={of.tokens} as="tokens" unit="tok" title="Tokens of this stage" />
          {of.changed !== null && <Changed of={of.changed} />}
        </span>
        {of.next !== '' && (
          <span class="next quiet">
            → <Text of={of.next} />
          </span>
        )}
      </Link>
    </li>
  );
}

export function toneOfStage({ failureClass, outcome, endedAt, isWell }: StageView): Tone {
  // An outcome that asks for a repair is what a check is for: no failure.
  if (failureClass !== null) return outcome === null || outcome === 'BLOCKED' ? 'fail' : 'mend';
  return endedAt === null ? 'run' : outcome === null ? 'off' : isWell ? 'ok' : 'mend';
}

export const StageOutcome = ({ of }: { of: StageView }) => (
  <Status
    of={of.outcome ?? 'none'}
    word={of.outcome ?? of.failureClass ?? (of.endedAt === null ? 'running' : 'no outcome')}
    tone={toneOfStage(of)}
  />
);
