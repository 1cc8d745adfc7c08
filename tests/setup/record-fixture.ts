import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { sampleTraffic } from '../support/sample-traffic.ts';
import { startTestLab, type TestLab } from '../support/test-lab.ts';

/*
 * Records the sample traffic into a file: how tests/fixtures/recording-v*.w101 are made, once for each format version.
 */
async function leaveAndComeBack(testLab: TestLab): Promise<void> {
  const { addresses, service } = testLab.lab;
  const open = async (): Promise<void> => {
    const ws = new WebSocket(`${addresses.http1.replace(/^http/, 'ws')}/ws?mode=echo`);
    ws.on('error', () => {});
    await once(ws, 'open');
  };
  const isBack = (times: number): Promise<boolean> =>
    testLab.until(
      'the origins are back',
      ({ labLog: { restarts } }) => restarts[times - 1]?.upAt !== undefined,
    );
  await open();
  await service.restart({ backAfterMs: 50, closeCode: 1012 });
  await isBack(1);
  await open();
  await service.crash({ backAfterMs: 50 });
  await isBack(2);
}

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
  await leaveAndComeBack(lab);
} finally {
  await lab.close();
}
