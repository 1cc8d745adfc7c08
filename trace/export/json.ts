import { frameJson, wireOrder } from './frame-json.ts';
import type { Trace } from '../trace.ts';

/** Every frame in wire order as one JSON array, a frame a line. A recording without frames gives an empty array. */
export function* encodeJson(trace: Trace): Generator<string, void, undefined> {
  let separator = '[\n';
  for (const row of wireOrder(trace)) {
    yield separator + JSON.stringify(frameJson(trace, row));
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}
