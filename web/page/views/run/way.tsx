// The way of a run over the plan that is active now. A run of an earlier plan may have gone ways that are not in it.
import type { RunPage } from '../../../contract.js';
import { Pipeline } from '../../graph/pipeline.js';
import { Answered, Panel } from '../../parts/panel.js';
import { report } from '../../store/workspace.js';
import { useFlow, usePlan } from '../planned.js';

export function RunWay({ wsKey, run }: { wsKey: string; run: RunPage }) {
  const plan = usePlan(wsKey);
  const flow = useFlow(wsKey);
  const now = (report.value?.now ?? []).filter((one) => one.run === run.run);
  return (
    <Panel name="Its way over the plan">
      <Answered answer={plan}>
        {(picture) => <Pipeline wsKey={wsKey} plan={picture} flow={flow.value} now={now} run={run} />}
      </Answered>
    </Panel>
  );
}
