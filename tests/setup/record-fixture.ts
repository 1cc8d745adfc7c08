import { parseArgs } from 'node:util';
import { sampleTraffic } from '../support/sample-traffic.ts';
import { startTestLab } from '../support/test-lab.ts';

/*
 * Records the sample traffic into a file: how tests/fixtures/recording-v*.w101 are made, once for each format version.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const [recordFile] = positionals;
if (recordFile === undefined) throw new Error('Name the file to write.');
const lab = await startTestLab({
  page: undefined,
  recordFile,
  settings: { feedIntervalMs: 50, heartbeatMs: 120, retryMs: 200 },
});
try {
  // Holds what is small for a moment, so that the recording has records of it.
  lab.lab.connections.applyOriginFault('http1', {
    type: 'buffer',
    direction: 'server-to-client',
    bytes: 400,
    maxMs: 120,
  });
  await sampleTraffic(lab);
} finally {
  await lab.close();
}
