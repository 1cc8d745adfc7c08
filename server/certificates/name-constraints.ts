/*
 * Name constraints (RFC 5280 §4.2.1.10): whoever installs the lab's CA trusts it for names of their own machine and of
 * private networks, and for nothing else. The library has no class for this extension, so its DER is built here.
 */
export const NAME_CONSTRAINTS_OID = '2.5.29.30';

const SEQUENCE = 0x30;
/** permittedSubtrees [0] */
const PERMITTED = 0xa0;
/** GeneralName: dNSName [2], iPAddress [7]. */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/** A DNS constraint covers the name and every name below it. */
const DNS_NAMES = ['localhost', 'local'] as const;
/** Address and mask, as the extension has them. Loopback, then RFC 1918 and RFC 4193. */
const NETWORKS: readonly (readonly number[])[] = [
  [127, 0, 0, 0, 255, 0, 0, 0],
  [10, 0, 0, 0, 255, 0, 0, 0],
  [172, 16, 0, 0, 255, 240, 0, 0],
  [192, 168, 0, 0, 255, 255, 0, 0],
  [...Array<number>(15).fill(0), 1, ...Array<number>(16).fill(255)],
  [0xfc, ...Array<number>(15).fill(0), 0xfe, ...Array<number>(15).fill(0)],
];

function der(tag: number, ...content: readonly (readonly number[])[]): number[] {
  const body = content.flat();
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return [tag, ...length, ...body];
}

/** The value of the extension. */
export function encodeNameConstraints(): Uint8Array<ArrayBuffer> {
  const names = DNS_NAMES.map((name) => der(SEQUENCE, der(DNS_NAME, [...Buffer.from(name, 'ascii')])));
  const networks = NETWORKS.map((network) => der(SEQUENCE, der(IP_ADDRESS, network)));
  return Uint8Array.from(der(SEQUENCE, der(PERMITTED, ...names, ...networks)));
}
