/** A header field in one of the two tables. */
export interface TableEntry {
  readonly name: string;
  readonly value: string;
  /** Name bytes + value bytes + 32 (RFC 7541 §4.1). */
  readonly size: number;
}

/** What each entry costs beyond its name and value (RFC 7541 §4.1). */
export const ENTRY_OVERHEAD = 32;

/** The size that RFC 7541 §4.1 gives a field. Strings here have one character a byte. */
export function entrySize(name: string, value: string): number {
  return name.length + value.length + ENTRY_OVERHEAD;
}

const ENTRIES = [
  [':authority', ''],
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  [':status', '200'],
  [':status', '204'],
  [':status', '206'],
  [':status', '304'],
  [':status', '400'],
  [':status', '404'],
  [':status', '500'],
  ['accept-charset', ''],
  ['accept-encoding', 'gzip, deflate'],
  ['accept-language', ''],
  ['accept-ranges', ''],
  ['accept', ''],
  ['access-control-allow-origin', ''],
  ['age', ''],
  ['allow', ''],
  ['authorization', ''],
  ['cache-control', ''],
  ['content-disposition', ''],
  ['content-encoding', ''],
  ['content-language', ''],
  ['content-length', ''],
  ['content-location', ''],
  ['content-range', ''],
  ['content-type', ''],
  ['cookie', ''],
  ['date', ''],
  ['etag', ''],
  ['expect', ''],
  ['expires', ''],
  ['from', ''],
  ['host', ''],
  ['if-match', ''],
  ['if-modified-since', ''],
  ['if-none-match', ''],
  ['if-range', ''],
  ['if-unmodified-since', ''],
  ['last-modified', ''],
  ['link', ''],
  ['location', ''],
  ['max-forwards', ''],
  ['proxy-authenticate', ''],
  ['proxy-authorization', ''],
  ['range', ''],
  ['referer', ''],
  ['refresh', ''],
  ['retry-after', ''],
  ['server', ''],
  ['set-cookie', ''],
  ['strict-transport-security', ''],
  ['transfer-encoding', ''],
  ['user-agent', ''],
  ['vary', ''],
  ['via', ''],
  ['www-authenticate', ''],
] as const;

/** RFC 7541 Appendix A. Index 1 of the specification is at 0 here. */
export const STATIC_TABLE: readonly TableEntry[] = ENTRIES.map(([name, value]) => ({
  name,
  value,
  size: entrySize(name, value),
}));

/** The highest static index; dynamic indices begin after it (RFC 7541 §2.3.3). */
export const STATIC_ENTRIES = STATIC_TABLE.length;
