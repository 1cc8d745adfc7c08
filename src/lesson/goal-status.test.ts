import { describe, expect, test } from 'vitest';
import type { LessonGoal } from '../../contract/lesson.ts';
import { LabScript } from '../../trace/checks/testing.ts';
import { goalStatus } from './goal-status.ts';
import { checkGoals } from './readers.ts';
import { NO_PROGRESS } from './progress.ts';

const GOAL: LessonGoal = {
  id: 'one',
  title: 'One stream',
  check: 'streams-receiving',
  args: { origin: 'http1', atLeast: 1 },
  hint: 'Open one.',
  solution: { actions: [], explain: [] },
};
const KEPT = { ...NO_PROGRESS, met: { one: { at: 5, reason: 'One stream at once, on connection 1.' } } };

describe('a goal', () => {
  test('is met with the frame that shows it', () => {
    const trace = new LabScript().at(1).ask(1).openStream(1, 1).trace();
    expect(goalStatus('one', checkGoals([GOAL], trace, 1), NO_PROGRESS)).toMatchObject({
      status: 'met',
      evidence: { frame: expect.any(Number) as number },
      earlier: false,
    });
  });

  test('that was met once stays met when the recording no longer shows it, and points at nothing', () => {
    const results = checkGoals([GOAL], new LabScript().trace(), 0);
    expect(goalStatus('one', results, NO_PROGRESS).status).toBe('not-yet');
    expect(goalStatus('one', results, KEPT)).toEqual({
      status: 'met',
      reason: 'Met before: One stream at once, on connection 1.',
      evidence: {},
      conditions: [],
      earlier: true,
    });
  });

  test('that is met now says what is seen now, whatever was kept', () => {
    const trace = new LabScript().at(1).ask(1).openStream(9, 1).trace();
    expect(goalStatus('one', checkGoals([GOAL], trace, 1), KEPT).reason).toContain('connection 9');
  });

  test('whose check does not exist cannot be told', () => {
    const results = checkGoals([{ ...GOAL, check: 'gone' }], new LabScript().trace(), 0);
    expect(goalStatus('one', results, NO_PROGRESS).status).toBe('cannot-tell');
  });
});
