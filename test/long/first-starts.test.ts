// Twenty first starts at once, where `npm test` has three.
process.env['MILLRACE_TIER'] = 'long';
await import('../server/first-starts.test.js');
