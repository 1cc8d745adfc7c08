import { describe, expect, it } from 'vitest';
import { parameterOf, pathAlone, pathProblem, withParameter } from './path.ts';

describe('a path that somebody wrote', () => {
  it.each(['/', '/sse', '/sse?split=on&end=3', '/status/503', '/a%20b'])('%s can be asked for', (path) => {
    expect(pathProblem(path)).toBeUndefined();
  });

  it.each([
    ['', 'slash'],
    ['sse', 'slash'],
    ['//evil.example/', 'another host'],
    ['/sse#top', 'never sent'],
    ['/a b', 'no spaces'],
    ['/é', 'ASCII'],
    [`/${'x'.repeat(2_000)}`, '2000 characters'],
  ])('%s is told what is wrong: %s', (path, part) => {
    expect(pathProblem(path)).toContain(part);
  });
});

describe('its parameters', () => {
  it('are read, and are empty where there are none', () => {
    expect(parameterOf('/sse?end=3&split=on', 'split')).toBe('on');
    expect([parameterOf('/sse', 'end'), parameterOf('/sse?end=3', 'split')]).toEqual(['', '']);
    expect(pathAlone('/sse?a=1')).toBe('/sse');
  });

  it('are set in their place, added behind, and taken out', () => {
    expect(withParameter('/sse?end=3&split=on', 'end', '5')).toBe('/sse?end=5&split=on');
    expect(withParameter('/sse', 'gzip', 'on')).toBe('/sse?gzip=on');
    expect(withParameter('/sse?gzip=on', 'gzip', '')).toBe('/sse');
    expect(withParameter('/sse', 'topic', 'a b&c')).toBe('/sse?topic=a+b%26c');
  });
});
