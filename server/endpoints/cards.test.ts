import { describe, expect, it } from 'vitest';
import { endpointCards } from './cards.ts';
import { ENDPOINTS } from './registry.ts';
import { TERMINAL_EXAMPLES } from './terminal-examples.ts';

const ORIGINS = {
  http1: 'http://localhost:5101',
  http2: 'https://localhost:5102',
  http1tls: 'https://localhost:5103',
};

describe('terminal cards', () => {
  const cards = endpointCards(ORIGINS);

  it('there is one for each endpoint, with something to try', () => {
    expect(cards.map(({ path }) => path)).toEqual(ENDPOINTS.map(({ path }) => path));
    expect(cards.filter(({ examples }) => examples.length === 0)).toEqual([]);
  });

  it('no example is for an endpoint that does not exist', () => {
    const paths = ENDPOINTS.map(({ path }) => path);
    expect(Object.keys(TERMINAL_EXAMPLES).filter((path) => !paths.includes(path))).toEqual([]);
  });

  it('a command has the address of its origin, and accepts the certificate where there is one', () => {
    const follow = cards.find(({ path }) => path === '/sse')?.examples[0];
    expect(follow?.commands).toEqual([
      { origin: 'http1', command: "curl -N 'http://localhost:5101/sse'" },
      { origin: 'http2', command: "curl -k -N 'https://localhost:5102/sse'" },
      { origin: 'http1tls', command: "curl -k -N 'https://localhost:5103/sse'" },
    ]);
  });

  it('a WebSocket that is opened by an upgrade is not offered on HTTP/2', () => {
    const ws = cards.find(({ path }) => path === '/ws')?.examples ?? [];
    const upgraded = ws.find(({ tool }) => tool === 'node');
    expect(upgraded?.commands.map(({ origin }) => origin)).toEqual(['http1', 'http1tls']);
  });
});
