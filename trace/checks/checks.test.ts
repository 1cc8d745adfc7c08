import { describe, expect, test } from 'vitest';
import type { CheckResult } from './check.ts';
import { CHECKS, findCheck } from './registry.ts';
import { LabScript } from './testing.ts';

function check(id: string, script: LabScript, args: object, now?: number): CheckResult {
  const found = findCheck(id);
  if (!found) throw new RangeError(`There is no check ${id}.`);
  const trace = script.trace();
  return found.check(trace, args, now ?? trace.lastT);
}

/** A value for each argument that some check must have. */
const VALUES: Readonly<Record<string, unknown>> = {
  origin: 'http1',
  transport: 'sse',
  atLeast: 1,
  longerThanMs: 1,
  withinMs: 1,
  afterMs: 1,
  status: 400,
  type: 'chunk',
  field: 'id',
  bytes: 1,
  announced: false,
};

/** Arguments that a check takes: those it must have. */
function plausibleArgs(id: string): object {
  const schema = findCheck(id)?.args as unknown as { entries: Record<string, { type: string }> };
  const needed = Object.entries(schema.entries).filter(([, { type }]) => type !== 'optional');
  return Object.fromEntries(needed.map(([name]) => [name, VALUES[name]]));
}

/** Seven streams asked for, six open, as browsers do. */
function sixOfSeven(): LabScript {
  const script = new LabScript().at(1_000);
  for (let op = 1; op <= 7; op += 1) script.ask(op);
  for (let op = 1; op <= 6; op += 1) script.openStream(op, op);
  return script;
}

describe('the registry of checks', () => {
  test('has no id twice and a sentence for each check', () => {
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
    for (const { summary } of CHECKS) expect(summary).toMatch(/^[A-Z].*\.$/);
  });

  test('refuses arguments that the schema does not know', () => {
    expect(() => check('streams-receiving', new LabScript(), { origin: 'http1', atleast: 6 })).toThrow();
  });

  test.each(CHECKS.map(({ id }) => id))('%s says not yet, and why, of an empty recording', (id) => {
    const result = check(id, new LabScript(), plausibleArgs(id));
    expect(result.status).toBe('not-yet');
    expect(result.reason).toMatch(/^[A-Z].*\.$/);
  });
});

describe('streams-receiving', () => {
  const args = { origin: 'http1', atLeast: 6 };

  test('is met by six streams at once and points at the request of the last', () => {
    const script = sixOfSeven();
    const trace = script.trace();
    const result = check('streams-receiving', script, args);
    expect(result).toMatchObject({
      status: 'met',
      reason: 'Six streams at once, on connections 1, 2, 3, 4, 5 and 6.',
    });
    expect(trace.summary(result.evidence?.frame ?? 0)).toContain('op=6');
  });

  test('stays met after the streams have ended', () => {
    const script = sixOfSeven().at(5_000);
    for (let conn = 1; conn <= 6; conn += 1) script.close(conn);
    expect(check('streams-receiving', script, args).status).toBe('met');
  });

  test('does not add up streams that were open one after the other', () => {
    const script = new LabScript();
    for (let conn = 1; conn <= 6; conn += 1) {
      script
        .at(conn * 1_000)
        .ask(conn)
        .openStream(conn, conn)
        .at(conn * 1_000 + 500)
        .close(conn);
    }
    expect(check('streams-receiving', script, args)).toMatchObject({
      status: 'not-yet',
      reason: 'The most so far: one stream over HTTP/1.1 at once, of 6.',
    });
  });

  test('counts streams that another tab or the console opened, by their User-Agent', () => {
    const script = new LabScript().at(1);
    for (let conn = 1; conn <= 6; conn += 1) script.openStream(conn, undefined);
    expect(check('streams-receiving', script, args).status).toBe('met');
  });

  test('does not count streams of curl', () => {
    const script = new LabScript().at(1);
    for (let conn = 1; conn <= 6; conn += 1) script.openStream(conn, undefined, { userAgent: 'curl/7.88.1' });
    expect(check('streams-receiving', script, args).status).toBe('not-yet');
  });

  test('does not count streams of the Node client', () => {
    const script = new LabScript().at(1);
    for (let op = 1; op <= 6; op += 1) script.ask(op, { client: 'node' }).openStream(op, op);
    expect(check('streams-receiving', script, args).status).toBe('not-yet');
  });

  test('does not count a stream that was answered but sent no event', () => {
    const script = new LabScript().at(1);
    for (let conn = 1; conn <= 6; conn += 1) script.ask(conn).open(conn).request(conn, conn).head(conn);
    expect(check('streams-receiving', script, args).status).toBe('not-yet');
  });

  test('does not count streams that ended before the recording was cleared', () => {
    const script = sixOfSeven().at(2_000);
    for (let conn = 1; conn <= 6; conn += 1) script.close(conn);
    expect(check('streams-receiving', script.clear(3_000), args).status).toBe('not-yet');
  });

  test('cannot tell while part of an open connection was not recorded', () => {
    const script = new LabScript().at(1).ask(1).openStream(1, 1).drop(1, 2);
    expect(check('streams-receiving', script, args)).toMatchObject({
      status: 'cannot-tell',
      evidence: { conn: 1 },
    });
  });
});

describe('wait-over', () => {
  const args = { origin: 'http1', longerThanMs: 2_000 };

  test('is met by the request of one that had waited, not while it waits', () => {
    const script = sixOfSeven();
    expect(check('wait-over', script, args, 3_900)).toMatchObject({
      status: 'not-yet',
      reason: 'Op 7 (EventSource) still waits.',
      evidence: { op: 7 },
    });
    script.at(4_000).close(1, 'fault', 'reset').openStream(7, 7);
    expect(check('wait-over', script, args)).toMatchObject({
      status: 'met',
      reason: 'Op 7 (EventSource) had waited for 3.00 s when its first byte came at 4.00 s.',
      evidence: { frame: expect.any(Number) as number },
    });
    expect(check('wait-over', script, { ...args, transport: 'fetch' }).status).toBe('not-yet');
    expect(check('wait-over', script, { ...args, longerThanMs: 3_500 }).status).toBe('not-yet');
  });

  test('is not met by a request that was given up after a long wait', () => {
    const script = sixOfSeven().at(9_000).report(7, 'closed');
    expect(check('wait-over', script, args, 60_000)).toMatchObject({
      status: 'not-yet',
      reason: 'No request over HTTP/1.1 has waited that long so far.',
    });
  });
});

describe('operation-queued', () => {
  const args = { origin: 'http1', longerThanMs: 2_000 };

  test('is met once the seventh stream has waited long enough without a byte', () => {
    expect(check('operation-queued', sixOfSeven(), args, 2_900)).toMatchObject({
      status: 'not-yet',
      reason: 'Op 7 (EventSource) has been waiting for 1.90 s so far.',
      evidence: { op: 7 },
    });
    expect(check('operation-queued', sixOfSeven(), args, 3_100)).toMatchObject({
      status: 'met',
      reason: 'Op 7 (EventSource) was asked for at 1.00 s; no byte of it has reached the server.',
      evidence: { op: 7 },
    });
  });

  test('stays met after the request got its lane', () => {
    const script = sixOfSeven().at(4_000).close(1, 'fault', 'reset').openStream(7, 7);
    expect(check('operation-queued', script, args, 9_000)).toMatchObject({
      status: 'met',
      reason: 'Op 7 (EventSource) was asked for at 1.00 s; its first byte came at 4.00 s.',
    });
  });

  test('is not met by a request that was given up in time', () => {
    const script = sixOfSeven().at(2_000).report(7, 'closed');
    expect(check('operation-queued', script, args, 60_000)).toMatchObject({
      status: 'not-yet',
      reason: 'Every request that was asked for is on the wire; none waits.',
    });
  });

  test('is not met by a request that failed before it had a connection', () => {
    const script = new LabScript().at(1_000).ask(1).at(1_100).report(1, 'error');
    expect(check('operation-queued', script, args, 60_000).status).toBe('not-yet');
  });

  test('does not look at what the Node client waits for', () => {
    const script = new LabScript().at(1_000).ask(1, { client: 'node' });
    expect(check('operation-queued', script, args, 60_000).status).toBe('not-yet');
  });

  test('forgets a wait that was over before the recording was cleared', () => {
    const script = sixOfSeven().at(4_000).close(1, 'fault', 'reset').openStream(7, 7);
    expect(check('operation-queued', script.clear(5_000), args, 9_000).status).toBe('not-yet');
  });

  test('can be limited to one kind of request', () => {
    const script = sixOfSeven().at(2_000).ask(8, { transport: 'fetch' });
    const fetches = { ...args, transport: 'fetch' };
    expect(check('operation-queued', script, fetches, 3_500).status).toBe('not-yet');
    expect(check('operation-queued', script, fetches, 4_100)).toMatchObject({
      status: 'met',
      evidence: { op: 8 },
    });
  });

  test('cannot tell when only other programs have asked: nobody reports when they did', () => {
    const script = new LabScript().at(1).openStream(1, undefined, { userAgent: 'curl/7.88.1' });
    expect(check('operation-queued', script, args).status).toBe('cannot-tell');
  });

  test('cannot tell over HTTP/2 while the browser refuses the certificate', () => {
    const script = new LabScript().at(1).refuseTls(1, 1);
    expect(check('operation-queued', script, { ...args, origin: 'http2' })).toMatchObject({
      status: 'cannot-tell',
      reason: expect.stringContaining('does not trust the lab’s certificate') as string,
      evidence: { conn: 1 },
    });
  });

  test('can tell again once a handshake has succeeded', () => {
    const script = new LabScript().at(1).refuseTls(1, 1).at(2).openHttp2(2);
    expect(check('operation-queued', script, { ...args, origin: 'http2' }).status).toBe('not-yet');
  });
});

describe('lane-handed-over', () => {
  const args = { origin: 'http1' };

  test('is met by a waiting request that came right after a connection was reset', () => {
    const script = sixOfSeven().at(4_000).close(3, 'fault', 'reset').at(4_012).openStream(7, 7);
    const result = check('lane-handed-over', script, args);
    expect(result).toMatchObject({
      status: 'met',
      reason: 'Connection 3 was reset; 12 ms later op 7 (EventSource) was on the wire.',
    });
    expect(script.trace().summary(result.evidence?.frame ?? 0)).toContain('op=7');
  });

  test('is met as well when the page closes one of its streams', () => {
    const script = sixOfSeven().at(4_000).close(3).at(4_003).openStream(7, 7);
    expect(check('lane-handed-over', script, args).status).toBe('met');
  });

  test('says who is still waiting', () => {
    expect(check('lane-handed-over', sixOfSeven(), args, 2_000)).toMatchObject({
      status: 'not-yet',
      reason: 'Op 7 (EventSource) is still waiting: no connection has ended yet.',
      evidence: { op: 7 },
    });
  });

  test('is not met by a request that was asked for only just before', () => {
    const script = new LabScript().at(1).ask(1).openStream(1, 1).at(1_900).ask(2);
    script.at(2_000).close(1, 'fault', 'reset').at(2_010).openStream(2, 2);
    expect(check('lane-handed-over', script, args).status).toBe('not-yet');
  });

  test('is not met by a request that came long after the connection ended', () => {
    const script = sixOfSeven().at(4_000).close(3, 'fault', 'reset').at(6_000).openStream(7, 7);
    expect(check('lane-handed-over', script, args).status).toBe('not-yet');
  });

  test('is not met by the end of a connection that never carried a request', () => {
    const script = sixOfSeven().open(20).at(4_000).close(20).at(4_002).openStream(7, 7);
    expect(check('lane-handed-over', script, args).status).toBe('not-yet');
  });
});

describe('stream-came-back', () => {
  const args = { origin: 'http1' };
  const cut = () => new LabScript().at(1_000).ask(1).openStream(1, 1).at(2_000).close(1, 'fault', 'reset');

  test('is met when the EventSource asks again and is answered, and names its Last-Event-ID', () => {
    const script = cut().at(5_004).openStream(2, 1, { lastEventId: '1' });
    expect(check('stream-came-back', script, args)).toMatchObject({
      status: 'met',
      reason: 'Op 1 (EventSource) asked again after 3.00 s with Last-Event-ID: 1.',
    });
  });

  test('can ask that it was back soon', () => {
    const script = cut().at(5_000).openStream(2, 1, { lastEventId: '1' });
    expect(check('stream-came-back', script, { ...args, withinMs: 10_000 }).status).toBe('met');
    expect(check('stream-came-back', script, { ...args, withinMs: 10 })).toMatchObject({
      status: 'not-yet',
      reason: expect.stringMatching(/^Op 1 \(EventSource\) took .* to ask again\.$/) as string,
    });
  });

  test('is not met by a request that was answered with no event stream before', () => {
    const script = new LabScript().at(1_000).ask(1).open(1).request(1, 1).at(2_000).close(1);
    script.at(5_000).openStream(2, 1);
    expect(check('stream-came-back', script, args).status).toBe('not-yet');
  });

  test('forgets a return from before the recording was cleared', () => {
    const script = cut().at(5_000).openStream(2, 1).clear(6_000);
    expect(check('stream-came-back', script, args).status).toBe('not-yet');
  });

  test('says that it has asked but was not answered so far', () => {
    const script = cut().at(5_000).open(2).request(2, 1, { lastEventId: '1' });
    expect(check('stream-came-back', script, args)).toMatchObject({
      status: 'not-yet',
      reason: 'Op 1 (EventSource) has asked again; no event stream was answered so far.',
    });
  });

  test('says that its next request is not on the wire yet', () => {
    expect(check('stream-came-back', cut(), args)).toMatchObject({
      status: 'not-yet',
      reason: 'Op 1 (EventSource) lost its stream; its next request is not on the wire yet.',
      evidence: { op: 1 },
    });
  });
});

describe('streams-on-one-connection', () => {
  const args = { origin: 'http2', atLeast: 3 };

  test('is met by streams that share a connection and lists their identifiers', () => {
    const script = new LabScript().at(1).openHttp2(1);
    [1, 3, 5].forEach((streamId, i) =>
      script.ask(i + 1, { origin: 'http2' }).openHttp2Stream(1, streamId, i + 1),
    );
    expect(check('streams-on-one-connection', script, args)).toMatchObject({
      status: 'met',
      reason: 'Three streams on connection 1: stream identifiers 1, 3 and 5.',
    });
  });

  test('does not add up the streams of several connections', () => {
    const script = new LabScript().at(1);
    [1, 2, 3].forEach((conn) =>
      script.openHttp2(conn).ask(conn, { origin: 'http2' }).openHttp2Stream(conn, 1, conn),
    );
    expect(check('streams-on-one-connection', script, args)).toMatchObject({
      status: 'not-yet',
      reason: 'The most so far: one stream on connection 1, of 3.',
    });
  });

  test('stays not met over HTTP/1.1, where each stream keeps a connection', () => {
    const overHttp1 = { origin: 'http1', atLeast: 3 };
    expect(check('streams-on-one-connection', sixOfSeven(), overHttp1).status).toBe('not-yet');
  });
});
