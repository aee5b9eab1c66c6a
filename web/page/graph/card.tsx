// What is known of the stage that is looked at: its contract, and how it went lately.
import { inert } from '../../../core/inert.js';
import type { NodeFigures, NodePicture } from '../../contract.js';
import { cardRows } from './facts.js';
import type { CardPlace } from './looked.js';

interface CardProps {
  id: string;
  node: NodePicture;
  figures: NodeFigures | undefined;
  hours: number;
  at: CardPlace;
}

export function StageCard({ id, node, figures, hours, at }: CardProps) {
  return (
    <div
      class={`stage-card ${at.isAbove ? 'above' : ''}`}
      id={id}
      role="tooltip"
      style={{ left: `${at.x}px`, top: `${at.y}px` }}
    >
      <strong>{inert(node.node)}</strong>
      <dl>
        {cardRows(node, figures, hours).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{inert(value)}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">Enter opens its runs.</p>
    </div>
  );
}
