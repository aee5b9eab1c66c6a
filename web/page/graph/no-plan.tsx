// What stands in the place of a picture while no plan is active.
import { Empty } from '../parts/panel.js';

export const NoPlan = () => (
  <Empty>
    No plan is active yet. The first <code>millrace run</code> compiles one.
  </Empty>
);
