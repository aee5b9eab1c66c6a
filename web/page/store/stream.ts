// A stream of the server that is opened again until it is closed for good. The browser goes on where it was cut off, by the number of
// the last row; where it gives up, a new one is opened here, later each time.
import { whyRefused } from './answer.js';
import { type Line, live, lost, opening, pauseBefore } from './line.js';

export interface Wanted {
  address: string;
  heard: Record<string, (data: unknown) => void>;
  onLine: (line: Line) => void;
}

/** A server that says that it is there, and then nothing for so long, is gone. */
const SILENCE_MS = 25_000;

/** HTTP status. */
const NO_TOKEN = 401;

/** Answers what closes it. */
export function openStream({ address, heard, onLine }: Wanted): () => void {
  let line = opening(Date.now());
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  const tell = (next: Line): void => {
    if (next !== line) onLine(next);
    line = next;
  };
  const alive = (): void => tell(live(line, Date.now()));
  const reopen = (): void => {
    source?.close();
    const fallen = lost(line, Date.now());
    tell(fallen);
    clearTimeout(retry);
    retry = setTimeout(open, pauseBefore(fallen.tries));
  };
  const beat = (): void => {
    alive();
    clearTimeout(silence);
    silence = setTimeout(reopen, SILENCE_MS);
  };
  const broken = (): void => {
    clearTimeout(silence);
    if (source?.readyState === EventSource.CLOSED) {
      reopen();
      void askWhy();
    } else tell(lost(line, Date.now()));
  };
  // A browser says of a stream that it was refused, and not why. With another token the page begins anew, where it is told.
  const askWhy = async (): Promise<void> => {
    const refused = await whyRefused(address);
    if (isOver || refused === null) return;
    if (refused.status === NO_TOKEN) location.reload();
    else if (line.is === 'lost') tell({ ...line, why: refused.trouble });
  };
  const open = (): void => {
    source = new EventSource(address);
    source.onopen = alive;
    source.onerror = broken;
    source.addEventListener('beat', beat);
    for (const [name, take] of Object.entries(heard))
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        alive();
        take(parsed(data));
      });
  };

  onLine(line);
  open();
  return () => {
    isOver = true;
    clearTimeout(retry);
    clearTimeout(silence);
    source?.close();
  };
}

/** Null for what is no JSON: half a message, or another server's. */
function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
