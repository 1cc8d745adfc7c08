import { expect, test } from 'vitest';
import { sseFrameAt } from '../trace/redecode.ts';
import type { Operation } from '../trace/model.ts';
import type { Trace } from '../trace/trace.ts';
import { openPage } from './support/playground.ts';
import { startTestLab } from './support/test-lab.ts';

/** The ids that one operation received, over all its exchanges. */
function idsOf(trace: Trace, operation: Operation): number[] {
  return operation.exchanges.flatMap(({ id }) =>
    [...trace.framesOfExchange(id)]
      .filter((row) => trace.frames.layer(row) === 'sse' && trace.frames.type(row) === 'event')
      .map((row) => Number(sseFrameAt(trace, row).id)),
  );
}

test('an EventSource that is cut comes back with Last-Event-ID, and no id is missing', async () => {
  const lab = await startTestLab({ settings: { feedIntervalMs: 100, retryMs: 500 } });
  const ui = await openPage(lab);
  try {
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 1);
    const exchange = await lab.until('three events came', (trace) =>
      trace.exchanges.find(({ messages }) => messages['server-to-client'] >= 3),
    );
    const connection = lab.lab.connections.get(exchange.conn);
    connection.applyFault({ type: 'cut' });
    const operation = await lab.until('the same EventSource is back and received more', (trace) => {
      const found = trace.operations.get(exchange.op ?? 0);
      return (found?.exchanges[1]?.messages['server-to-client'] ?? 0) >= 3 && found;
    });
    const [first, second] = operation.exchanges;
    expect(second?.lastEventId).toBe(first?.lastId);
    const ids = idsOf(lab.trace, operation);
    const start = ids[0] ?? 0;
    expect(ids).toEqual(ids.map((_, i) => start + i));
    expect(ui.troubles).toEqual([]);
  } finally {
    await ui.close();
    await lab.close();
  }
});
