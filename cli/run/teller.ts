// What a worker tells of what happens: lines for people, records for programs, or nothing.
import { type Happening, recordOf } from '../feed/happening.js';
import { createMonitor } from '../feed/monitor.js';
import type { Paint } from '../render/paint.js';
import { columns } from '../output.js';
import type { Voice } from './voice.js';

export type MonitorKind = 'none' | 'basic' | 'json';

export type Tell = (happening: Happening) => void;

/** `rehearsed`: stages are played from a script. */
export function tellerOf(
  kind: MonitorKind,
  voice: Voice,
  { paint, rehearsed }: { paint: Paint; rehearsed: boolean },
): Tell {
  if (kind === 'none') return () => undefined;
  if (kind === 'json') return (happening) => voice.record(recordOf(happening));
  const today = new Date().toISOString().slice(0, 10);
  const monitor = createMonitor({ width: columns('stdout'), paint, rehearsed }, today);
  return (happening) => monitor(happening).forEach(voice.say);
}
