import { expect, test } from 'vitest';
import { RecordBuilder } from '../../trace/testing.ts';
import { encodeFrame, encodeText } from '../../wire/websocket/encode.ts';
import { countKinds, MASKED } from './hidden-counts.ts';

const UPGRADE = 'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const UPGRADED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

test('counts by blocks are those of looking at every row, wherever the ends lie', () => {
  const builder = new RecordBuilder().open(1).client(1, UPGRADE).server(1, UPGRADED);
  for (let n = 0; n < 10_000; n++) {
    if (n % 1_000 === 7) builder.server(1, encodeFrame({ opcode: 9, payload: new Uint8Array(1) }));
    else if (n % 3 === 0) builder.client(1, encodeText('x', 0x01020304));
    else builder.server(1, encodeText('x'));
  }
  const { frames } = builder.trace();
  for (const [first, end] of [
    [0, frames.length],
    [0, 8_192],
    [4_095, 8_193],
    [17, 3_000],
    [5_000, 5_000],
  ] as const) {
    const slow = new Map<string, { count: number; first: number }>();
    const add = (key: string, row: number): void => {
      const known = slow.get(key);
      if (known) known.count += 1;
      else slow.set(key, { count: 1, first: row });
    };
    for (let row = first; row < end; row++) {
      add(`${frames.layer(row)} ${frames.type(row)}`, row);
      if (frames.layer(row) === 'websocket' && frames.direction(row) === 'client-to-server') add(MASKED, row);
    }
    expect(new Map(countKinds(frames, first, end))).toEqual(slow);
  }
  expect(frames.length).toBeGreaterThan(10_000);
});
