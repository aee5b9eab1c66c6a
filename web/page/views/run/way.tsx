// The way of a run over the plan that is active now. A run of an earlier plan may have gone ways that are not in it.
import type { Flow, PlanPicture, RunPage } from '../../../contract.js';
import { HOURS, Pipeline } from '../../graph/pipeline.js';
import { Answered, Panel } from '../../parts/panel.js';
import { useAnswer } from '../../store/answer.js';
import { report } from '../../store/workspace.js';

export function RunWay({ wsKey, run }: { wsKey: string; run: RunPage }) {
  const plan = useAnswer<PlanPicture>(`w/${encodeURIComponent(wsKey)}/graph`, report.value?.workspace.plan_id);
  const flow = useAnswer<Flow>(`w/${encodeURIComponent(wsKey)}/flow?hours=${HOURS}`);
  const now = (report.value?.now ?? []).filter((one) => one.run === run.run);
  return (
    <Panel name="Its way over the plan">
      <Answered answer={plan}>
        {(picture) => <Pipeline wsKey={wsKey} plan={picture} flow={flow.value} now={now} run={run} />}
      </Answered>
    </Panel>
  );
}
