import { runCommand } from './cli/commands.ts';

// Ends at once: sockets that some client still holds half open must not keep a lab alive that has said goodbye.
process.exit(await runCommand(process.argv.slice(2)));
