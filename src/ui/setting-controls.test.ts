import * as v from 'valibot';
import { expect, test } from 'vitest';
import { DEFAULT_LAB_SETTINGS, labSettingsPatchSchema } from '../../contract/settings.ts';
import { SETTING_CONTROLS } from './setting-controls.ts';

test('every setting of a lab has a control', () => {
  const shown: string[] = SETTING_CONTROLS.map((control) => control.key);
  expect(shown.sort()).toEqual(Object.keys(DEFAULT_LAB_SETTINGS).sort());
});
test('a control offers exactly the numbers that the lab takes', () => {
  const isTaken = (key: string, value: number): boolean =>
    v.safeParse(labSettingsPatchSchema, { [key]: value }).success;
  for (const control of SETTING_CONTROLS) {
    if (control.kind !== 'number') continue;
    const { key, min, max } = control;
    expect([key, isTaken(key, min - 1), isTaken(key, min), isTaken(key, max), isTaken(key, max + 1)]).toEqual(
      [key, false, true, true, false],
    );
  }
});
