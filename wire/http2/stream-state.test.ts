import { describe, expect, test } from 'vitest';
import {
  nextStreamState,
  STREAM_INPUTS,
  STREAM_STATES,
  type StreamActor,
  type StreamInput,
  type StreamState,
} from './stream-state.ts';

const ACTORS: readonly StreamActor[] = ['client', 'server'];

/** Where a stream stands after some inputs, written `client HEADERS`; the errors on the way. */
function walk(...inputs: readonly `${StreamActor} ${StreamInput}`[]) {
  let state: StreamState = 'idle';
  const errors: string[] = [];
  for (const input of inputs) {
    const [actor, what] = input.split(' ') as [StreamActor, StreamInput];
    const next = nextStreamState(state, actor, what);
    state = next.state;
    if (next.error) errors.push(next.error);
  }
  return [state, ...errors];
}

describe('the states of a stream, seen from the server', () => {
  test('every state, actor and input leads to a listed state', () => {
    for (const state of STREAM_STATES) {
      for (const actor of ACTORS) {
        for (const input of STREAM_INPUTS) {
          expect(STREAM_STATES).toContain(nextStreamState(state, actor, input).state);
        }
      }
    }
  });

  test('an input that is not allowed leaves the state as it is', () => {
    for (const state of STREAM_STATES) {
      for (const actor of ACTORS) {
        for (const input of STREAM_INPUTS) {
          const next = nextStreamState(state, actor, input);
          if (next.error) expect(next.state).toBe(state);
        }
      }
    }
  });

  test('nothing leads out of closed or back to idle', () => {
    for (const state of STREAM_STATES) {
      for (const actor of ACTORS) {
        for (const input of STREAM_INPUTS) {
          const next = nextStreamState(state, actor, input);
          if (state === 'closed') expect(next.state).toBe('closed');
          if (state !== 'idle') expect(next.state).not.toBe('idle');
        }
      }
    }
  });

  test('PRIORITY is allowed everywhere and changes nothing', () => {
    for (const state of STREAM_STATES) {
      for (const actor of ACTORS) {
        expect(nextStreamState(state, actor, 'PRIORITY')).toEqual({ state, error: undefined });
      }
    }
  });

  test('a request and its response go through both half-closed states', () => {
    expect(walk('client HEADERS')).toEqual(['open']);
    expect(walk('client HEADERS', 'client END_STREAM')).toEqual(['half-closed (remote)']);
    expect(walk('client HEADERS', 'client END_STREAM', 'server HEADERS', 'server END_STREAM')).toEqual([
      'closed',
    ]);
    expect(walk('client HEADERS', 'server HEADERS', 'server END_STREAM')).toEqual(['half-closed (local)']);
    expect(walk('client HEADERS', 'server END_STREAM', 'client DATA', 'client END_STREAM')).toEqual([
      'closed',
    ]);
  });

  test('a pushed stream is reserved, then open for the server only', () => {
    expect(walk('server PUSH_PROMISE')).toEqual(['reserved (local)']);
    expect(walk('server PUSH_PROMISE', 'server HEADERS')).toEqual(['half-closed (remote)']);
    expect(walk('server PUSH_PROMISE', 'client RST_STREAM')).toEqual(['closed']);
    expect(walk('server PUSH_PROMISE', 'server HEADERS', 'server END_STREAM')).toEqual(['closed']);
  });

  test.each([
    [['client DATA'], 'idle', 'PROTOCOL_ERROR'],
    [['client WINDOW_UPDATE'], 'idle', 'PROTOCOL_ERROR'],
    [['client RST_STREAM'], 'idle', 'PROTOCOL_ERROR'],
    [['server HEADERS'], 'idle', 'PROTOCOL_ERROR'],
    [['client PUSH_PROMISE'], 'idle', 'PROTOCOL_ERROR'],
    [['server PUSH_PROMISE', 'server DATA'], 'reserved (local)', 'PROTOCOL_ERROR'],
    [['client HEADERS', 'client END_STREAM', 'client DATA'], 'half-closed (remote)', 'STREAM_CLOSED'],
    [['client HEADERS', 'client RST_STREAM', 'client HEADERS'], 'closed', 'STREAM_CLOSED'],
  ] as const)('%j is an error', (inputs, state, error) => {
    expect(walk(...inputs)).toEqual([state, error]);
  });

  test('a WINDOW_UPDATE or RST_STREAM that crosses the end of its stream is no error', () => {
    expect(walk('client HEADERS', 'server RST_STREAM', 'client WINDOW_UPDATE', 'client RST_STREAM')).toEqual([
      'closed',
    ]);
  });
});
