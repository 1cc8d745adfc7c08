/** A whole number as people write it: `65,535`. */
export function formatNumber(value: number | bigint): string {
  /* `Intl.NumberFormat` does the same; to make one takes 30 to 80 ms when a page opens. */
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A number and its unit: `1 byte`, `16,384 bytes`, `3 entries`. */
export function formatCount(value: number | bigint, unit: string, units = `${unit}s`): string {
  return `${formatNumber(value)} ${Number(value) === 1 ? unit : units}`;
}

/** `1 byte`, `16,384 bytes`. */
export function formatBytes(count: number | bigint): string {
  return formatCount(count, 'byte');
}

/** Bytes as hex digits without anything between them. Empty for none. */
export function formatHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const CONTROL_NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text between quotes, for people: control characters are written as `\n` or `\x07`; quotes and backslashes inside stand
 * as they are, so that JSON in a payload can be read.
 */
export function formatText(text: string): string {
  const shown = text.replaceAll(
    // eslint-disable-next-line no-control-regex -- finding them is the point
    /[\u0000-\u001f\u007f]/g,
    (c) => CONTROL_NAMES[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${shown}"`;
}
