// The way of the run through the plan.
import type { Flow, PlanPicture, RunPage } from '../../../contract.js';
import { HOURS, Pipeline } from '../../graph/pipeline.js';
import { Answered, Panel } from '../../parts/panel.js';
import { useAnswer } from '../../store/answer.js';
import { report } from '../../store/workspace.js';

export function Way({ of, wsKey }: { of: RunPage; wsKey: string }) {
  const plan = useAnswer<PlanPicture>(`w/${encodeURIComponent(wsKey)}/graph`, report.value?.workspace.plan_id);
  const flow = useAnswer<Flow>(`w/${encodeURIComponent(wsKey)}/flow?hours=${HOURS}`);
  const now = (report.value?.now ?? []).filter(({ run }) => run === of.run);
  return (
    <Panel name="Its way">
      <Answered answer={plan}>
        {(picture) => <Pipeline wsKey={wsKey} plan={picture} flow={flow.value} now={now} run={of} />}
      </Answered>
    </Panel>
  );
}
