import * as v from 'valibot';
import { expect, test } from 'vitest';
import { DEFAULT_LAB_SETTINGS, labSettingsPatchSchema } from '../../contract/settings.ts';
import { SETTING_SECTIONS } from './setting-controls.ts';

const controls = SETTING_SECTIONS.flatMap((section) => section.controls);
const isTaken = (key: string, value: unknown): boolean =>
  v.safeParse(labSettingsPatchSchema, { [key]: value }).success;

test('every setting of a lab has one control, and every group has some', () => {
  const shown: string[] = controls.map((control) => control.key);
  expect(shown.sort()).toEqual(Object.keys(DEFAULT_LAB_SETTINGS).sort());
  expect(SETTING_SECTIONS.map((section) => section.controls.length).every((count) => count > 0)).toBe(true);
});
test('a control offers exactly the values that the lab takes', () => {
  for (const control of controls) {
    const { key } = control;
    if (control.kind === 'number') {
      const { min, max } = control;
      const taken = [min - 1, min, max, max + 1].map((value) => isTaken(key, value));
      expect([key, ...taken]).toEqual([key, false, true, true, false]);
    } else {
      const offered = control.kind === 'switch' ? [true, false] : control.options.map(({ id }) => id);
      expect([key, ...offered.map((value) => isTaken(key, value))]).toEqual([
        key,
        ...offered.map(() => true),
      ]);
    }
  }
});
