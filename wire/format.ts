const NUMBER = new Intl.NumberFormat('en-US');

/** A whole number as people write it: `65,535`. */
export function formatNumber(value: number): string {
  return value < 1000 && value >= 0 ? String(value) : NUMBER.format(value);
}

/** A number and its unit: `1 byte`, `16,384 bytes`, `3 entries`. */
export function formatCount(value: number, unit: string, units = `${unit}s`): string {
  return `${formatNumber(value)} ${value === 1 ? unit : units}`;
}

/** `1 byte`, `16,384 bytes`. */
export function formatBytes(count: number): string {
  return formatCount(count, 'byte');
}

/** Bytes as hex digits without anything between them. Empty for none. */
export function formatHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
