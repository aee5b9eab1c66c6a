// The page begins here: it follows its address, its keys and the clock, and draws.
import { render } from 'preact';
import { beginTheme } from './frame/theme.js';
import { Frame } from './frame/frame.js';
import { beginKeys } from './keys.js';
import { beginClock } from './store/clock.js';
import { beginPlace } from './store/place.js';
import { beginSeen } from './store/seen.js';

const root = document.getElementById('page');
beginTheme();
beginPlace();
beginSeen();
beginClock();
beginKeys();
if (root !== null) render(<Frame />, root);
