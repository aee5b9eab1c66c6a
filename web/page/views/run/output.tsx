// What an agent says: of a stage that ended its text, of one that runs its lines as they come.
import { LongText } from '../../parts/long-text.js';
import { Empty } from '../../parts/panel.js';
import { output } from '../../store/workspace.js';
import { PieceView } from './piece.js';

interface OutputProps {
  below: string;
  request: string;
  isRunning: boolean;
}

export function Output({ below, request, isRunning }: OutputProps) {
  const lines = output.value.filter((one) => one.request === request).flatMap((one) => one.lines);
  if (!isRunning || lines.length === 0)
    return isRunning ? (
      <Empty>It said nothing so far. Its lines come here as it says them.</Empty>
    ) : (
      <PieceView name="Output" address={`${below}/output`} empty="It said nothing, or that is kept no longer." />
    );
  return <LongText name="Output, as it comes" text={lines.join('\n')} follows />;
}
