import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { jsonRecordSchema } from './records.ts';
import { defaultFault, explainFault, FAULT_TYPES, FAULTS, faultSchema } from './faults.ts';

describe('the definitions of faults', () => {
  it.each(FAULT_TYPES)('of %s offers a form whose defaults are valid, and explains them', (type) => {
    const fault = defaultFault(type);
    expect(fault.type).toBe(type);
    expect(explainFault(fault)).toMatch(/^[A-Z].*\.$/);
    const names = FAULTS[type].fields.map(({ name }) => name);
    expect(Object.keys(fault).sort()).toEqual(['type', ...names].sort());
  });

  it.each(FAULT_TYPES)('of %s refuses numbers beyond the bounds that its form shows', (type) => {
    for (const field of FAULTS[type].fields) {
      if (field.kind !== 'number') continue;
      const accepts = (value: number): boolean =>
        v.is(faultSchema, { ...defaultFault(type), [field.name]: value });
      expect([field.min, field.max].map(accepts)).toEqual([true, true]);
      expect([field.min - 1, field.max + 1, field.min + 0.5].map(accepts)).toEqual([false, false, false]);
    }
  });

  it('name the numbers of the fault in its sentence', () => {
    expect(explainFault({ type: 'slice', direction: 'both', bytes: 1, delayMs: 20 })).toBe(
      'Cuts what passes in both directions into pieces of at most 1 byte, 20 ms from one to the next.',
    );
    expect(explainFault({ type: 'buffer', direction: 'server-to-client', bytes: 4096, maxMs: 50 })).toContain(
      'until there are at least 4096 bytes, or 50 ms have passed since the first of them',
    );
  });
});

describe('the records of faults', () => {
  it('of recordings from before origins had faults are read as they were', () => {
    const record = {
      type: 'fault',
      t: 1,
      conn: 2,
      fault: { type: 'freeze', direction: 'both' },
      active: true,
    };
    expect(v.parse(jsonRecordSchema, record)).toEqual(record);
  });

  it('can name an origin instead of a connection', () => {
    const record = { type: 'fault', t: 1, origin: 'http2', fault: { type: 'refuse' }, active: true };
    expect(v.parse(jsonRecordSchema, record)).toEqual(record);
  });
});
