// The pictures of the first screen: the pipeline beside what runs, and the last hours below.
import type { ComponentChildren } from 'preact';
import { Empty, Panel } from '../../parts/panel.js';

function Pipeline({ now }: { now: ComponentChildren }) {
  return (
    <div class="halves">
      {now}
      <Panel name="Pipeline" class="pipeline">
        <Empty>Nothing is drawn here so far.</Empty>
      </Panel>
    </div>
  );
}

function Timeline() {
  return (
    <Panel name="Timeline">
      <Empty>Nothing is drawn here so far.</Empty>
    </Panel>
  );
}

export const Pictures = { Pipeline, Timeline };
