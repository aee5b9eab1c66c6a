// The picture of a shipped mode's plan, as the dashboard's server tells it.
import type { PlanPicture } from '../../web/contract.js';
import { pictureOf } from '../../web/serve/answers/picture.js';
import { compileShipped } from './plan.js';

export const shippedPicture = (mode: string): PlanPicture => pictureOf(compileShipped('', mode).named);
