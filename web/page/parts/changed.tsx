// What was changed in files, as counts.
import { counted } from '../../../cli/render/count.js';

interface ChangedProps {
  of: { files: number; added: number; removed: number } | null;
  /** Its path in the report. */
  report?: string;
}

export function Changed({ of, report }: ChangedProps) {
  if (of === null) return <span class="quiet">–</span>;
  const { files, added, removed } = of;
  return (
    <span
      class="num"
      title="Files changed, lines added and removed"
      data-report={report}
      data-value={JSON.stringify(of)}
    >
      {counted(files, 'file')} <span class="added">+{added}</span> <span class="removed">−{removed}</span>
    </span>
  );
}
