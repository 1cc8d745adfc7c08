import { expect, test } from 'vitest';
import type { Operation } from '../trace/model.ts';
import { sseFrameAt } from '../trace/redecode.ts';
import type { Trace } from '../trace/trace.ts';
import { openPage } from './support/playground.ts';
import { startTestLab } from './support/test-lab.ts';

function idsOf(trace: Trace, operation: Operation): number[] {
  return operation.exchanges.flatMap(({ id }) =>
    [...trace.framesOfExchange(id)]
      .filter((row) => trace.frames.layer(row) === 'sse' && trace.frames.type(row) === 'event')
      .map((row) => Number(sseFrameAt(trace, row).id)),
  );
}

test.each(['Restart', 'Crash'])(
  '%s from the Server menu loses no event of an open stream',
  async (button) => {
    const lab = await startTestLab({ settings: { feedIntervalMs: 100, retryMs: 400 } });
    const ui = await openPage(lab);
    try {
      await ui.open('This browser', 'SSE', 'HTTP/2', 1);
      await lab.until('three events came', (trace) =>
        trace.exchanges.find(({ messages }) => messages['server-to-client'] >= 3),
      );
      await ui.page.getByRole('button', { name: 'Server', exact: true }).click();
      const menu = ui.page.getByRole('group', { name: 'Server switches' });
      await menu.getByRole('spinbutton', { name: 'Back after' }).fill('0.5');
      await menu.getByRole('button', { name: button, exact: true }).click();
      await lab.until('the origins are back', ({ labLog }) => labLog.restarts[0]?.upAt !== undefined);
      const operation = await lab.until('the same EventSource is back', (trace) => {
        const [found] = trace.operations.values();
        const back = found?.exchanges.filter(({ messages }) => messages['server-to-client'] >= 3) ?? [];
        return back.length > 1 && found;
      });
      const ids = idsOf(lab.trace, operation);
      expect(ids).toEqual(ids.map((_, i) => (ids[0] ?? 0) + i));
      await ui.page.keyboard.press('Escape');
      await ui.page.getByRole('tab', { name: 'Timeline' }).click();
      await ui.page.getByRole('img', { name: `${button}: the origins were down for` }).waitFor();
      expect(ui.troubles).toEqual([]);
    } finally {
      await ui.close();
      await lab.close();
    }
  },
);
