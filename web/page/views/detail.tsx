// The first screen of a workspace. At the top what a person has to decide, then what runs, then what comes and what was.
import { Branches } from '../parts/branch.js';
import { Loading } from '../parts/panel.js';
import { keyNow } from '../store/place.js';
import { report } from '../store/workspace.js';
import { Needs } from './detail/needs.js';
import { Now } from './detail/now.js';
import { PipelinePanel, TimelinePanel } from './detail/pictures.js';
import { HeadStrip } from './detail/strip.js';
import { Lineage, QueueHead, Recent } from './detail/rest.js';

export function DetailPage() {
  const current = report.value;
  const wsKey = keyNow();
  if (current === null) return <Loading />;
  return (
    <div class="detail">
      <HeadStrip of={current} />
      <Needs of={current.attention} />
      <div class="halves">
        <Now of={current} />
        <PipelinePanel wsKey={wsKey} />
      </div>
      <TimelinePanel wsKey={wsKey} />
      <Branches of={current.branches} />
      <div class="thirds">
        <QueueHead of={current.queue} />
        <Lineage of={current.lineage} />
        <Recent of={current} />
      </div>
    </div>
  );
}
