// The picture of a plane in words: for whoever does not see it, or wants to search in it.
import { inert } from '../../../core/inert.js';
import type { PlanePicture } from '../../contract.js';
import { edgeWords } from './facts.js';

export function AsList({ plane }: { plane: PlanePicture }) {
  return (
    <details class="as-list">
      <summary>{`The ${inert(plane.plane)} graph as a list`}</summary>
      <ul>
        {plane.entries.map(({ family, node }) => (
          <li key={`entry ${family}`}>{inert(`${family} begins at ${node}.`)}</li>
        ))}
        {plane.nodes.map(({ node, stageKind, runner, model }) => (
          <li key={node}>
            {inert(`${node}: stage ${stageKind}, run by ${runner}${model === null ? '' : ` with ${model}`}.`)}
            <ul>
              {plane.edges
                .filter(({ from }) => from === node)
                .map((edge) => (
                  <li key={`${edge.outcome} ${edge.to}`}>{edgeWords(edge)}</li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}
