import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHpackDecoder } from '../../hpack/decoder.ts';
import { BlockPlaces } from '../block-places.ts';
import { createHttp2Decoder } from '../decoder.ts';
import { encodeFrame } from '../encode.ts';
import { FLAGS, FRAME_TYPES, type Http2Frame } from '../frame.ts';
import { headerBlockFragment, parseSettings, windowIncrement } from '../payload.ts';
import { MAX_WINDOW_SIZE, SETTINGS } from '../settings.ts';
import { STREAM_STATES, type StreamActor } from '../stream-state.ts';
import { ConnectionChecker } from './checker.ts';
import { ConnectionState } from './connection-state.ts';
import { HTTP2_CONNECTION_DIAGNOSTICS } from './diagnostics.ts';
import { checkHeaderList } from './header-list.ts';
import { DEFAULT_WINDOW_SIZE, SenderWindows } from './flow-control.ts';

interface Sent {
  readonly actor: StreamActor;
  readonly frame: Http2Frame;
}

/** Frames that are mostly of known types, on few streams, from either end. */
const sent: fc.Arbitrary<Sent> = fc
  .record({
    actor: fc.constantFrom('client' as const, 'server' as const),
    typeCode: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 9 }) }, fc.nat(255)),
    flags: fc.oneof(fc.constantFrom(0, 1, 4, 5, 8), fc.nat(255)),
    streamId: fc.oneof({ weight: 9, arbitrary: fc.nat(6) }, fc.integer({ min: 0, max: 0x7fff_ffff })),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 24 }),
      fc.constant(Uint8Array.of(0x82, 0x87, 0x84)),
      fc.constant(Uint8Array.of(0, 4, 0, 0, 0, 9)),
    ),
  })
  .map(({ actor, ...frame }) => {
    const [decoded] = createHttp2Decoder({ sender: 'server' }).push(encodeFrame(frame));
    return { actor, frame: decoded as Http2Frame };
  });

describe('whatever two endpoints send', () => {
  test('is checked without an exception, with codes of the table, within the frame', () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 60 }), (conversation) => {
        const checker = new ConnectionChecker();
        const hpack = { client: createHpackDecoder(), server: createHpackDecoder() };
        for (const { actor, frame } of conversation) {
          const found = [...checker.frame(actor, frame)];
          if (frame.typeCode === FRAME_TYPES.HEADERS || frame.typeCode === FRAME_TYPES.PUSH_PROMISE) {
            const block = hpack[actor].decode(headerBlockFragment(frame));
            const places = new BlockPlaces();
            places.add(frame, 0);
            const { message, list } = checker.headerBlock(actor, frame, block);
            found.push(...message, ...list.map((one) => places.place(one).diagnostic));
          }
          for (const { code, start, end } of found) {
            expect(Object.hasOwn(HTTP2_CONNECTION_DIAGNOSTICS, code)).toBe(true);
            expect(start <= end && start >= frame.start && end <= frame.end).toBe(true);
          }
          expect(STREAM_STATES).toContain(checker.state.streams.state(frame.streamId));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('leaves a connection window that is the sum of what was sent and granted', () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 60 }), (conversation) => {
        const state = new ConnectionState();
        const sums = { client: DEFAULT_WINDOW_SIZE, server: DEFAULT_WINDOW_SIZE };
        for (const { actor, frame } of conversation) {
          state.apply(actor, frame);
          if (frame.typeCode === FRAME_TYPES.DATA) sums[actor] -= frame.length;
          else if (frame.streamId === 0 && frame.typeCode === FRAME_TYPES.WINDOW_UPDATE)
            sums[actor === 'client' ? 'server' : 'client'] += windowIncrement(frame);
        }
        expect([state.windows.client.connection, state.windows.server.connection]).toEqual([
          sums.client,
          sums.server,
        ]);
      }),
      { numRuns: 300 },
    );
  });

  test('never has fewer than no streams active, and a closed stream stays closed', () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 60 }), (conversation) => {
        const { streams } = new ConnectionState();
        const closed = new Set<number>();
        for (const { actor, frame } of conversation) {
          streams.apply(actor, frame);
          if (streams.state(frame.streamId) === 'closed') closed.add(frame.streamId);
          for (const id of closed) expect(streams.state(id)).toBe('closed');
          expect(Math.min(streams.active('client'), streams.active('server'))).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('a stream that moves with the initial size is the same as one whose changes are added up', () => {
  const move = fc.oneof(
    fc.record({ kind: fc.constant('data' as const), amount: fc.nat(70_000) }),
    fc.record({ kind: fc.constant('update' as const), amount: fc.integer({ min: 1, max: MAX_WINDOW_SIZE }) }),
    fc.record({ kind: fc.constant('initial' as const), amount: fc.nat(MAX_WINDOW_SIZE) }),
  );
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const windows = new SenderWindows();
      let initial = DEFAULT_WINDOW_SIZE;
      let expected = DEFAULT_WINDOW_SIZE;
      for (const { kind, amount } of moves) {
        if (kind === 'data') {
          windows.data(1, amount, true);
          expected -= amount;
        } else if (kind === 'update') {
          const fault = windows.update(1, amount);
          expected += amount;
          expect(fault === 'stream').toBe(expected > MAX_WINDOW_SIZE);
        } else {
          windows.setInitial(amount);
          expected += amount - initial;
          initial = amount;
        }
        expect(windows.stream(1)).toBe(expected);
      }
    }),
  );
});

test('the settings of a frame bind its receiver at the acknowledgment of that frame, in order', () => {
  const settings = (value: number): Http2Frame =>
    createHttp2Decoder({ sender: 'server' }).push(
      encodeFrame({
        typeCode: FRAME_TYPES.SETTINGS,
        payload: Uint8Array.of(0, SETTINGS.INITIAL_WINDOW_SIZE, 0, 0, 0, value),
      }),
    )[0] as Http2Frame;
  const ack = createHttp2Decoder({ sender: 'server' }).push(
    encodeFrame({ typeCode: FRAME_TYPES.SETTINGS, flags: FLAGS.ACK }),
  )[0] as Http2Frame;
  const state = new ConnectionState();
  expect(state.apply('client', settings(1))).toEqual([]);
  expect(state.apply('client', settings(2))).toEqual([]);
  expect(state.apply('client', ack)).toEqual([]);
  expect(state.apply('server', ack)).toEqual(parseSettings(settings(1).payload));
  expect(state.windows.server.initial).toBe(1);
  expect(state.windows.client.initial).toBe(DEFAULT_WINDOW_SIZE);
  state.apply('server', ack);
  expect(state.windows.server.initial).toBe(2);
  expect(state.apply('server', ack)).toEqual([]);
});

test('any header list at all is judged without an exception', () => {
  const name = fc.oneof(
    fc.constantFrom(
      ':method',
      ':path',
      ':scheme',
      ':authority',
      ':status',
      ':protocol',
      'te',
      'host',
      'Host',
    ),
    fc.string(),
  );
  const list = fc.array(fc.record({ name, value: fc.string(), start: fc.constant(0), end: fc.constant(1) }));
  fc.assert(
    fc.property(list, fc.constantFrom('request', 'response', 'trailers', 'push'), (fields, kind) => {
      for (const { code } of checkHeaderList(fields, kind, 1))
        expect(Object.hasOwn(HTTP2_CONNECTION_DIAGNOSTICS, code)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
