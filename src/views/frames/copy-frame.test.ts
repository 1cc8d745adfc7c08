import { expect, test } from 'vitest';
import { RecordBuilder } from '../../../trace/testing.ts';
import { decoding } from '../../../trace/decoding.ts';
import { Trace } from '../../../trace/trace.ts';
import { frameAs } from './copy-frame.ts';

function oneRequest(): Trace {
  const trace = new Trace(decoding);
  const { records } = new RecordBuilder().at(1_500).open(1).client(1, 'GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  for (const record of records) trace.apply(record);
  return trace;
}

test('a frame is copied as the line that exports write', () => {
  expect(frameAs('text', oneRequest(), 0)).toMatch(/^ +1\.500000 {2}1 +→ http1 request +27 {2}GET \/$/);
});
test('a frame is copied as a dump of its bytes, the last line as wide as the others', () => {
  expect(frameAs('hex', oneRequest(), 0).split('\n')).toEqual([
    '00000000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a  GET / HTTP/1.1..',
    '00000010  68 6f 73 74 3a 20 61 0d 0a 0d 0a                 host: a....',
  ]);
});
test('a frame is copied as JSON with its header fields', () => {
  expect(JSON.parse(frameAs('JSON', oneRequest(), 0))).toMatchObject({
    conn: 1,
    layer: 'http1',
    type: 'request',
    headers: [{ name: 'host', value: 'a' }],
  });
});
