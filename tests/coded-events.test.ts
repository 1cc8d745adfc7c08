import { expect, test } from 'vitest';
import { eventsOf } from '../trace/messages.ts';
import type { Exchange } from '../trace/model.ts';
import type { Trace } from '../trace/trace.ts';
import { startTestLab } from './support/test-lab.ts';

const COUNT = 5;

/** The exchange that asked for this path, once it is over. */
function ended(trace: Trace, path: string): Exchange | undefined {
  return trace.exchanges.find(({ target, endedAt }) => target.startsWith(path) && endedAt !== undefined);
}

test('events of a feed that the lab sends with gzip are in the recording as its reader sees them', async () => {
  const lab = await startTestLab({ page: undefined, settings: { feedIntervalMs: 20 } });
  try {
    const path = `/sse?gzip=on&flush=event&lastEventId=0&end=${COUNT}`;
    const response = await fetch(`${lab.lab.addresses.http1}${path}`, {
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const text = await response.text();
    await lab.until('the response is over', (trace) => ended(trace, '/sse') !== undefined);
    const exchange = ended(lab.trace, '/sse') as Exchange;
    const events = eventsOf(lab.trace, exchange);
    expect(events.map(({ data }) => `data: ${data}`)).toEqual(text.match(/^data: .*$/gm));
    expect(events).toHaveLength(COUNT);
    expect(exchange).toMatchObject({ carries: 'sse', coding: 'gzip', status: 200 });
    expect(lab.trace.diagnostics.size).toBe(0);
  } finally {
    await lab.close();
  }
});
