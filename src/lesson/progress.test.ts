import { describe, expect, test } from 'vitest';
import { exportProgress, importProgress, readProgress, writeProgress, type Store } from './progress.ts';

function memory(text: string | null = null): Store {
  let kept = text;
  return { getItem: () => kept, setItem: (_key, value) => (kept = value) };
}

const PROGRESS = {
  'six-lanes': {
    step: 3,
    answers: { seventh: 'waits' },
    outcomes: {},
    code: { nine: 'new EventSource(lab.http2);' },
    met: { a: { at: 1, reason: 'Seen.' } },
  },
};

describe('progress in the lessons', () => {
  test('is read back as it was written', () => {
    const store = memory();
    writeProgress(() => store, PROGRESS);
    expect(readProgress(() => store)).toEqual(PROGRESS);
  });

  test('is exported and imported as it was', () => {
    expect(importProgress(exportProgress(PROGRESS))).toEqual(PROGRESS);
  });

  test.each(['', '{}', '{"kind":"wire101-progress","lessons":[1]}'])('is not taken from %s', (text) => {
    expect(() => importProgress(text)).toThrow('no file of progress');
  });

  test('is empty at first', () => {
    expect(readProgress(() => memory())).toEqual({});
  });

  test.each(['no JSON', '[]', '{"six-lanes":{"step":"three"}}'])(
    'begins anew when what is kept is %s',
    (text) => {
      expect(readProgress(() => memory(text))).toEqual({});
    },
  );

  test('works without storage', () => {
    const refused = (): Store => {
      throw new Error('The browser keeps nothing for this page.');
    };
    expect(readProgress(refused)).toEqual({});
    expect(() => writeProgress(refused, PROGRESS)).not.toThrow();
  });
});
