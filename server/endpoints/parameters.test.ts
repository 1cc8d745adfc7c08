import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAB_ORIGIN_IDS } from '../../contract/origin.ts';
import { DEFAULT_LAB_SETTINGS } from '../../contract/settings.ts';
import { ENDPOINTS } from './registry.ts';
import { SSE_PARAMETERS, sseOptions } from './sse-options.ts';
import { ask } from './test-client.ts';
import { createTestLab, type TestLab } from './test-lab.ts';
import { WS_PARAMETERS, wsOptions } from './ws-options.ts';

let lab: TestLab;
beforeEach(async () => {
  lab = await createTestLab();
});
afterEach(() => lab.close());

/** A query that notes what it is asked for. */
class NotingQuery extends URLSearchParams {
  readonly names = new Set<string>();
  override get(name: string): string | null {
    this.names.add(name);
    return super.get(name);
  }
}

describe.each([
  { endpoint: '/sse', parameters: SSE_PARAMETERS, read: sseOptions },
  { endpoint: '/ws', parameters: WS_PARAMETERS, read: wsOptions },
])('the parameters of $endpoint', ({ parameters, read }) => {
  it('are those that it reads, neither more nor fewer', () => {
    const query = new NotingQuery();
    read(query, DEFAULT_LAB_SETTINGS);
    expect([...query.names].sort()).toEqual(parameters.map(({ name }) => name).sort());
  });

  it.each(
    parameters.flatMap(({ name, choices, example }) => [...choices, example].map((value) => [name, value])),
  )('%s takes %s', (name = '', value = '') => {
    const read1 = read(new URLSearchParams({ [name]: value }), DEFAULT_LAB_SETTINGS);
    expect(read1).toBeDefined();
  });
});

it('no endpoint tells a parameter twice', () => {
  for (const { path, parameters = [] } of ENDPOINTS) {
    const names = parameters.map(({ name }) => name);
    expect([path, names]).toEqual([path, [...new Set(names)]]);
  }
});

describe.each(LAB_ORIGIN_IDS)('over the origin %s', (origin) => {
  it('a name that was typed wrong is refused, with those that there are', async () => {
    const { status, body } = await ask(lab, origin, '/poll?afetr=3');
    expect([status, JSON.parse(body)]).toEqual([
      400,
      {
        error: '/poll has no query parameter "afetr".',
        where: 'query',
        help: 'It has: topic, after, form.',
      },
    ]);
  });

  it('what every request may carry is let through', async () => {
    expect((await ask(lab, origin, '/hello?op=7&_=12345')).status).toBe(200);
  });
});
