// Workspaces: those that were named and those that this machine knows; Enter goes there.
import { note, type Row } from '../row.js';
import type { State } from '../state.js';
import type { WorkspaceRow } from '../facts.js';
import { flow, line, part } from '../text.js';

export function workspaceRows({ workspaces, dir }: State): Row[] {
  if (workspaces === null) return [note('wait', () => [line('Looking for workspaces…')])];
  return workspaces.map((one) => workspaceRow(one, dir));
}

function workspaceRow({ id, folder, state, queued, blocked, needsYou }: WorkspaceRow, dir: string): Row {
  const count = (value: number | null, what: string): string =>
    value === null || value === 0 ? '' : `${value} ${what}`;
  return {
    key: folder ?? id,
    text: `${id} ${folder ?? ''}`,
    ...(folder === null ? {} : { target: { dir: folder } }),
    lines: (width) =>
      flow(
        [
          part(`${folder === dir ? '* ' : '  '}${id}`, 'bold'),
          part(state),
          part(count(needsYou, 'need you'), 'yellow'),
          part(count(blocked, 'blocked'), 'red'),
          part(count(queued, 'to do')),
          part(folder ?? '', 'dim'),
        ],
        width,
      ),
  };
}
