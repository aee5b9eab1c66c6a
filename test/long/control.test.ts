// Pause, stop and start in the orders that `npm test` leaves out.
process.env['MILLRACE_TIER'] = 'long';
await import('../server/control.test.js');
