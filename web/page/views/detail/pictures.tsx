// The pictures of the first screen: the pipeline beside what runs, with the way of the run at work, and the last hours below.
import type { ComponentChildren } from 'preact';
import type { Flow, PlanPicture, RunPage } from '../../../contract.js';
import { HOURS, Pipeline as Picture } from '../../graph/pipeline.js';
import { TimelineView } from '../../graph/timeline-view.js';
import { Answered, Empty, Panel } from '../../parts/panel.js';
import { addressOf } from '../../route.js';
import { useAnswer } from '../../store/answer.js';
import { go, workspaceKey } from '../../store/place.js';
import { changes, report } from '../../store/workspace.js';
import { choose, spanOf, useTimeline } from '../timeline.js';

function Pipeline({ now }: { now: ComponentChildren }) {
  const key = workspaceKey.value ?? '';
  return (
    <div class="halves">
      {now}
      <Panel name="Pipeline" class="pipeline" more={<a href={addressOf({ is: 'flow', key })}>Flow</a>}>
        {report.value?.workspace.plan_id === null ? (
          <Empty>No plan is active: nothing has run here so far.</Empty>
        ) : (
          <Active />
        )}
      </Panel>
    </div>
  );
}

function Active() {
  const key = workspaceKey.value ?? '';
  const below = `w/${encodeURIComponent(key)}`;
  const now = report.value?.now ?? [];
  const run = now[0]?.run;
  const plan = useAnswer<PlanPicture>(`${below}/graph`, report.value?.workspace.plan_id);
  const flow = useAnswer<Flow>(`${below}/flow?hours=${HOURS}`, changes.value, SELDOM_MS);
  const walked = useAnswer<RunPage>(
    run === undefined ? null : `${below}/runs/${encodeURIComponent(run)}`,
    changes.value,
  );
  return (
    <Answered answer={plan}>
      {(picture) => <Picture wsKey={key} plan={picture} flow={flow.value} now={now} run={walked.value} />}
    </Answered>
  );
}

/** Figures of a day do not change with every event. */
const SELDOM_MS = 5000;

function Timeline() {
  const key = workspaceKey.value ?? '';
  const span = spanOf({ length: 6 * 3_600_000, to: null });
  const answer = useTimeline(key, span);
  const address = addressOf({ is: 'timeline', key });
  return (
    <Panel name="Timeline" more={<a href={address}>All of it</a>}>
      <Answered answer={answer}>
        {(timeline) => (
          <TimelineView
            wsKey={key}
            timeline={timeline}
            span={span}
            isSmall
            onSpan={(chosen) => {
              choose(chosen);
              go(address);
            }}
          />
        )}
      </Answered>
    </Panel>
  );
}

export const Pictures = { Pipeline, Timeline };
