// Stages that run, by lane: how long against the usual, what was used, what was said last, and whether anybody hears of it.
import type { Report } from '../../../contract.js';
import { duration } from '../../../../cli/render/duration.js';
import { isApart, lanesText, whereText } from '../../../../cli/render/where.js';
import { inert } from '../../../../core/inert.js';
import { addressOf } from '../../route.js';
import { itemRoute, Link, runRoute } from '../../parts/links.js';
import { Num } from '../../parts/num.js';
import { Empty, Panel } from '../../parts/panel.js';
import { Status } from '../../parts/status.js';
import { Text } from '../../parts/text.js';
import { now as clock } from '../../store/clock.js';
import { Meter } from './meter.js';

type Stage = Report['now'][number];

export function Now({ of }: { of: Report }) {
  const isSaid = isApart(of.lanes, of.now);
  const count = (
    <>
      <span class="count" data-report="now.length" data-value={of.now.length} title="Stages that run or wait">
        {of.now.length}
      </span>
      <Lanes of={of.lanes} />
    </>
  );
  return (
    <Panel name="Now" more={count} class="now">
      {of.now.length === 0 && (
        <Empty>
          {of.idle_reason === null ? 'No stage runs.' : <Text of={`No stage runs: ${of.idle_reason.detail}`} />}
        </Empty>
      )}
      {of.now.map((stage, at) => (
        <Lane key={stage.run} of={stage} at={at} madeAt={of.generated_at} place={isSaid ? whereText(stage) : ''} />
      ))}
    </Panel>
  );
}

/** How many roots are at work side by side, where there may be several. */
function Lanes({ of }: { of: Report['lanes'] }) {
  if (of === null || lanesText(of) === null) return null;
  return (
    <span class="quiet">
      {' '}
      <Num value={of.held} title="Lanes that a root has" report="lanes.held" /> of{' '}
      <Num value={of.all} title="Roots that may be at work side by side" report="lanes.all" /> lanes
    </span>
  );
}

interface LaneOf {
  of: Stage;
  /** In the report. */
  at: number;
  madeAt: string;
  /** Where it edits, in words. */
  place: string;
}

function Lane({ of: stage, at, madeAt, place }: LaneOf) {
  const since = Math.max(0, (clock.value - Date.parse(madeAt)) / 1000);
  const isRunning = stage.state === 'running';
  const elapsed = stage.elapsed_s + (isRunning ? since : 0);
  const path = `now.${at}`;
  const item = itemRoute(stage.item);
  return (
    <article class="lane" tabIndex={-1} data-row data-to={addressOf(runRoute(stage.run))} data-run={stage.run}>
      <h3>
        <Link to={item ?? runRoute(stage.run)}>
          <Text of={stage.title} or={stage.item} />
        </Link>
      </h3>
      <p class="facts">
        <Status of={stage.state} />
        <strong>
          <Text of={stage.node} />
        </strong>
        <span class="quiet" title="Model">
          <Text of={stage.model} or="the runner's own model" />
        </span>
        {place !== '' && (
          <span class="quiet" title={inert(stage.folder ?? '')}>
            <Text of={place} />
          </span>
        )}
        <span>
          <span class="unit">stage </span>
          <Num value={stage.stage} title="Number of the stage in its run" report={`${path}.stage`} />
        </span>
        {stage.attempt > 1 && (
          <span>
            <span class="unit">try </span>
            <Num value={stage.attempt} title="Which try this is" report={`${path}.attempt`} />
          </span>
        )}
        <Num
          value={stage.tokens}
          as="tokens"
          unit="tokens"
          title="Tokens of this stage so far"
          report={`${path}.tokens`}
        />
      </p>
      <div class="elapsed">
        <Num
          value={stage.elapsed_s}
          shown={elapsed}
          as="seconds"
          title="How long it has run"
          report={`${path}.elapsed_s`}
        />
        <Meter elapsed={elapsed} typical={stage.typical_s} />
        <Usual of={stage.typical_s} path={path} isLate={elapsed > (stage.typical_s?.p90 ?? Infinity)} />
      </div>
      <div class="heard">
        {stage.last_output !== null && (
          <p class="last-line" title="What it said last">
            <Text of={stage.last_output} />
          </p>
        )}
        <p class="facts quiet">
          <Heartbeat of={stage} since={since} path={path} />
          <Link to={runRoute(stage.run)}>Follow its output</Link>
        </p>
      </div>
    </article>
  );
}

function Usual({ of, path, isLate }: { of: Stage['typical_s']; path: string; isLate: boolean }) {
  if (of === null)
    return (
      <span class="quiet" title="Fewer than three stages of this node are known">
        usual time not known
      </span>
    );
  return (
    <span class="quiet">
      {isLate && <strong>longer than usual: </strong>}
      usually{' '}
      <Num
        value={of.p50}
        as="seconds"
        title="Half of the stages of this node took no longer"
        report={`${path}.typical_s.p50`}
      />
      , 9 of 10 within{' '}
      <Num
        value={of.p90}
        as="seconds"
        title="Nine of ten stages of this node took no longer"
        report={`${path}.typical_s.p90`}
      />
    </span>
  );
}

function Heartbeat({ of, since, path }: { of: Stage; since: number; path: string }) {
  if (of.heartbeat_age_s === null) return <span>no heartbeat so far</span>;
  return (
    <span
      title="When its agent host was last heard of"
      data-report={`${path}.heartbeat_age_s`}
      data-value={of.heartbeat_age_s}
    >
      heartbeat {duration((of.heartbeat_age_s + since) * 1000)} ago
    </span>
  );
}
