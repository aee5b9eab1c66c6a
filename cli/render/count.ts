// Numbers with their noun, where commands look for them.
export { counted } from '../../core/report/count.js';
