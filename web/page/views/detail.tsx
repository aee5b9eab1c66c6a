// The first screen of a workspace. At the top what a person has to decide, then what runs, then what comes and what was.
import { Loading } from '../parts/panel.js';
import { report } from '../store/workspace.js';
import { Needs } from './detail/needs.js';
import { Now } from './detail/now.js';
import { Pictures } from './detail/pictures.js';
import { HeadStrip } from './detail/strip.js';
import { Lineage, QueueHead, Recent } from './detail/rest.js';

export function DetailPage() {
  const current = report.value;
  if (current === null) return <Loading />;
  return (
    <div class="detail">
      <HeadStrip of={current} />
      <Needs of={current.attention} />
      <Pictures.Pipeline now={<Now of={current} />} />
      <Pictures.Timeline />
      <div class="thirds">
        <QueueHead of={current.queue} />
        <Lineage of={current.lineage} />
        <Recent of={current} />
      </div>
    </div>
  );
}
