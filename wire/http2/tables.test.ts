import { describe, expect, test } from 'vitest';
import { HPACK_DIAGNOSTICS } from '../hpack/diagnostics.ts';
import { HPACK_FIELDS } from '../hpack/fields.ts';
import { isSpecReference } from '../spec.ts';
import { HTTP2_DIAGNOSTICS } from './diagnostics.ts';
import { ERROR_CODES, errorCodeName } from './error-codes.ts';
import { HTTP2_FIELDS } from './fields.ts';
import { FRAME_TYPES } from './frame.ts';
import { FRAME_TYPE_DEFINITIONS, flagNames, frameTypeName, knownFlags } from './frame-types.ts';
import { SETTING_DEFINITIONS, SETTINGS, settingName } from './settings.ts';

const rows = [
  ...Object.entries(HTTP2_FIELDS),
  ...Object.entries(HPACK_FIELDS),
  ...Object.entries(FRAME_TYPE_DEFINITIONS),
  ...Object.entries(SETTING_DEFINITIONS),
];

describe('the tables of HTTP/2 and HPACK', () => {
  test('cite documents on the list', () => {
    for (const [id, { spec }] of rows) expect([id, isSpecReference(spec)]).toEqual([id, true]);
    for (const [code, { spec }] of Object.entries({ ...HTTP2_DIAGNOSTICS, ...HPACK_DIAGNOSTICS })) {
      expect([code, isSpecReference(spec)]).toEqual([code, true]);
    }
  });

  test('explain every row in sentences', () => {
    for (const [, { meaning }] of rows) expect(meaning).toMatch(/^[A-Z0-9].*\.$/);
    for (const { meaning } of Object.values(ERROR_CODES)) expect(meaning).toMatch(/^[A-Z].*\.$/);
    for (const { message } of Object.values({ ...HTTP2_DIAGNOSTICS, ...HPACK_DIAGNOSTICS })) {
      expect(message).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('name frame types, settings and error codes by number, unknown ones too', () => {
    for (const [name, code] of Object.entries(FRAME_TYPES)) expect(frameTypeName(code)).toBe(name);
    for (const [name, id] of Object.entries(SETTINGS)) expect(settingName(id)).toBe(name);
    expect([frameTypeName(0x0c), settingName(0x0d), settingName(0x1234)]).toEqual([
      'unknown 0x0c',
      '0x0d',
      '0x1234',
    ]);
    expect([errorCodeName(0x8), errorCodeName(0xd), errorCodeName(0xe)]).toEqual([
      'CANCEL',
      'HTTP_1_1_REQUIRED',
      '0x0e',
    ]);
  });

  test('know which flags each type defines', () => {
    expect(knownFlags(FRAME_TYPES.HEADERS)).toBe(0x2d);
    expect(knownFlags(FRAME_TYPES.PING)).toBe(0x01);
    expect(knownFlags(0xfa)).toBe(0xff);
    expect(flagNames({ typeCode: FRAME_TYPES.HEADERS, flags: 0xff })).toEqual([
      'PRIORITY',
      'PADDED',
      'END_HEADERS',
      'END_STREAM',
    ]);
  });

  test('answer each error with a code of the registry', () => {
    const names = Object.values(ERROR_CODES).map(({ name }) => name);
    for (const { response, severity } of Object.values(HTTP2_DIAGNOSTICS)) {
      if (response !== '') expect(names).toContain(response);
      if (severity === 'note') expect(response).toBe('');
    }
  });
});
