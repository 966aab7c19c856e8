/** Runs in another process: sends back what it receives. */
process.on('message', (message) => process.send?.(message));
