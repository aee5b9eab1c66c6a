// How the workspace is, in one line of whole values.
import type { ComponentChildren } from 'preact';
import type { Report } from '../../../contract.js';
import { Link } from '../../parts/links.js';
import { Money, Num } from '../../parts/num.js';
import { Status } from '../../parts/status.js';
import { Text } from '../../parts/text.js';
import { wallTime } from '../../parts/time.js';
import { keyNow } from '../../store/place.js';

export function HeadStrip({ of }: { of: Report }) {
  const { health, worker, workspace, usage, totals } = of;
  return (
    <dl class="strip">
      <Fact name="Health" title={health.reasons.join('\n') || 'Nothing needs anybody'}>
        <Status of={health.state} report="health.state" /> {health.state === 'down' && <Text of={health.reasons[0]} />}
      </Fact>
      <Fact name="Worker" title="The process that carries the work out">
        <Status of={worker.state} report="worker.state" />{' '}
        {worker.uptime_s !== null && (
          <Num value={worker.uptime_s} as="seconds" title="How long it has been up" report="worker.uptime_s" />
        )}
        {worker.rehearsal && <span class="tag need">rehearsal</span>}
      </Fact>
      <Fact name="Mode" title="What is worked by: mode and plan">
        <Text of={workspace.mode} or="none" />{' '}
        <Status of={workspace.plan_state} word={`plan ${workspace.plan_state}`} report="workspace.plan_state" />
      </Fact>
      <Fact name="Work" title="Whether new work begins">
        <Control of={of} />
      </Fact>
      <Fact name="Last day" title="Items that came to an end in the time of this report">
        <Num value={totals.done} unit="done" title="Items done" report="totals.done" />{' '}
        <Num value={totals.blocked} unit="blocked" title="Items that are blocked since" report="totals.blocked" />
      </Fact>
      <Fact name="Today" title="Spent since midnight, UTC">
        <Link to={{ is: 'spend', key: keyNow() }}>
          <Num
            value={usage.today.total}
            as="tokens"
            unit="tokens"
            title="Tokens today; what was cached is counted once"
            report="usage.today.total"
          />
        </Link>{' '}
        <Money of={usage.today.cost} report="usage.today.cost" />
      </Fact>
    </dl>
  );
}

function Fact({ name, title, children }: { name: string; title: string; children: ComponentChildren }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The first of: paused, idle and why, at work. */
function Control({ of: { control, idle_reason: idle, now } }: { of: Report }) {
  if (control.paused)
    return (
      <>
        <Status of="paused" tone="need" /> <Text of={control.pause_sources.join(', ')} />
        {control.resume_at !== null && <span title={control.resume_at}> until {wallTime(control.resume_at)}</span>}
      </>
    );
  if (idle !== null)
    return (
      <>
        <Status of="idle" tone="off" /> <Text of={idle.detail} or={idle.reason.replaceAll('_', ' ')} />
      </>
    );
  return (
    <>
      <Status of="running" word="at work on" />{' '}
      <Num value={now.length} title="Stages that run or wait" report="now.length" />
    </>
  );
}
