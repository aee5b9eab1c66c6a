// The pictures of the first screen: the plan with what runs in it, and the last hours.
import type { RunPage } from '../../../contract.js';
import { Pipeline } from '../../graph/pipeline.js';
import { TimelineView } from '../../graph/timeline-view.js';
import { Link } from '../../parts/links.js';
import { Answered, Panel } from '../../parts/panel.js';
import { pathIn } from '../../route.js';
import { useAnswer } from '../../store/answer.js';
import { show } from '../../store/place.js';
import { changes, report } from '../../store/workspace.js';
import { useFlow, usePlan } from '../planned.js';
import { choose, useSpan, useTimeline } from '../timeline.js';

/** So often they are asked for while things change: they follow, and need not run ahead of the words beside them. */
const PAUSE_MS = 2000;
const STRETCH_MS = 3 * 3_600_000;

export function PipelinePanel({ wsKey }: { wsKey: string }) {
  const plan = usePlan(wsKey);
  const flow = useFlow(wsKey, changes.value, PAUSE_MS);
  const now = report.value?.now ?? [];
  const first = now[0]?.run;
  const run = useAnswer<RunPage>(first === undefined ? null : pathIn(wsKey, 'runs', first), changes.value, PAUSE_MS);
  return (
    <Panel name="Pipeline" class="pipeline" more={<Link to={{ is: 'flow', key: wsKey }}>Flow</Link>}>
      <Answered answer={plan}>
        {(picture) => <Pipeline wsKey={wsKey} plan={picture} flow={flow.value} now={now} run={run.value} />}
      </Answered>
    </Panel>
  );
}

export function TimelinePanel({ wsKey }: { wsKey: string }) {
  const span = useSpan({ length: STRETCH_MS, to: null });
  const answer = useTimeline(wsKey, span);
  return (
    <Panel name="Last hours" more={<Link to={{ is: 'timeline', key: wsKey }}>Timeline</Link>}>
      <Answered answer={answer}>
        {(timeline) => (
          <TimelineView
            {...{ timeline, span, isSmall: true }}
            onSpan={(chosen) => {
              choose(chosen);
              show({ is: 'timeline', key: wsKey });
            }}
          />
        )}
      </Answered>
    </Panel>
  );
}
