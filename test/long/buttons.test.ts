// The buttons of Temporal that `npm test` leaves out.
process.env['MILLRACE_TIER'] = 'long';
await import('../server/buttons.test.js');
