const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const MAPPED = /^::ffff:(?=\d+\.)/i;
const GROUPS = 8;

/**
 * The four bytes of an IPv4 address. An IPv4-mapped IPv6 address such as `::ffff:127.0.0.1` counts as one: that is how
 * a socket for both families names IPv4 clients. Undefined for anything else.
 */
export function ipv4Bytes(address: string): Uint8Array | undefined {
  const match = IPV4.exec(address.replace(MAPPED, ''));
  const bytes = match?.slice(1).map(Number);
  return bytes?.every((byte) => byte < 256) ? Uint8Array.from(bytes) : undefined;
}

/** The 16-bit groups of one side of `::`; undefined when a group is not hexadecimal. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  for (const part of text.split(':')) {
    const dotted = ipv4Bytes(part);
    if (dotted) {
      const [a = 0, b = 0, c = 0, d = 0] = dotted;
      groups.push((a << 8) | b, (c << 8) | d);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/**
 * The sixteen bytes of an IPv6 address; a zone such as `%eth0` is left out, an IPv4 address is mapped. The unspecified
 * address `::` stands for a text that is no address: a client that was gone before it was asked for has none.
 */
export function ipv6Bytes(address: string): Uint8Array {
  const bytes = new Uint8Array(GROUPS * 2);
  const mapped = ipv4Bytes(address);
  if (mapped) {
    bytes.set([255, 255], 10);
    bytes.set(mapped, 12);
    return bytes;
  }
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const first = groupsOf(head);
  const last = groupsOf(tail ?? '');
  if (!first || !last) return bytes;
  const missing = GROUPS - first.length - last.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return bytes;
  const all = [...first, ...new Array<number>(missing).fill(0), ...last];
  all.forEach((group, i) => {
    bytes[i * 2] = group >> 8;
    bytes[i * 2 + 1] = group & 255;
  });
  return bytes;
}
