// The way to what is older.
import type { Page, Paged } from '../store/pages.js';
import { Failed } from './panel.js';

export function More<P extends Page>({ of: { next, more, trouble } }: { of: Paged<P> }) {
  return (
    <>
      {trouble !== null && <Failed trouble={trouble} />}
      {next !== null && (
        <button type="button" class="more" onClick={more}>
          Older ones
        </button>
      )}
    </>
  );
}
