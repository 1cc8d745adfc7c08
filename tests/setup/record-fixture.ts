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
  await sampleTraffic(lab);
} finally {
  await lab.close();
}
