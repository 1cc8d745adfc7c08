import { clientHelloLength, couldBeClientHello, decodeClientHello } from '../../../wire/tls/client-hello.ts';
import {
  alpnExtension,
  encodeClientHello,
  keyShareExtension,
  serverNameExtension,
  signatureAlgorithmsExtension,
  supportedGroupsExtension,
  supportedVersionsExtension,
  type EncodeClientHello,
  type EncodeExtension,
} from '../../../wire/tls/encode.ts';
import { explainClientHello } from '../../../wire/tls/explain.ts';
import type { ClientHello } from '../../../wire/tls/frame.ts';
import { summarizeClientHello } from '../../../wire/tls/summary.ts';
import { checkDiagnostics, checkSpans, law, same } from '../laws.ts';
import { mutate } from '../mutate.ts';
import type { Random } from '../random.ts';
import type { Subject } from '../subject.ts';

const WORDS = [
  [22, 3, 1, 0, 100],
  [22, 3, 1, 0, 0],
  [22, 3, 1, 0xff, 0xff],
  [1, 0, 0, 0],
  [1, 0xff, 0xff, 0xff],
  [0, 0],
  [0xff, 0xff],
  [0, 16, 0, 5, 0, 3, 2, 0x68, 0x32],
  [0x0a, 0x0a, 0, 0],
].map((bytes) => Uint8Array.from(bytes));

const NUMBERS = [0x0a0a, 0x1301, 0x1302, 0x0304, 0x0303, 0x001d, 0x11ec, 0x0403, 0xfafa];
const number = (random: Random): number => (random.once(4) ? random.below(65_536) : random.pick(NUMBERS));
const NAME = 'abcdefghijklmnopqrstuvwxyz0123456789-.';

/** What was encoded, in the parts that a decoded ClientHello has as well. */
interface Made {
  readonly hello: EncodeClientHello;
  readonly expected: Readonly<Record<string, unknown>>;
}

function make(random: Random): Made {
  const serverName = random.once(3) ? undefined : random.text(1 + random.length(40), NAME);
  const alpn = random.list(3, () => random.text(1 + random.length(10), NAME));
  const versions = random.list(4, () => number(random));
  const groups = random.list(4, () => number(random));
  const schemes = random.list(4, () => number(random));
  const shares = random.list(3, () => ({
    group: 0x6000 + random.below(4096),
    key: random.bytes(random.length(60)),
  }));
  const others = random.once(3)
    ? [{ type: 0x7000 + random.below(256), data: random.bytes(random.length(40)) }]
    : [];
  const extensions: EncodeExtension[] = [
    ...(serverName === undefined ? [] : [serverNameExtension(serverName)]),
    ...(alpn.length === 0 ? [] : [alpnExtension(alpn)]),
    ...(versions.length === 0 ? [] : [supportedVersionsExtension(versions)]),
    ...(groups.length === 0 ? [] : [supportedGroupsExtension(groups)]),
    ...(schemes.length === 0 ? [] : [signatureAlgorithmsExtension(schemes)]),
    ...(shares.length === 0 ? [] : [keyShareExtension(shares)]),
    ...others,
  ];
  const parts = {
    random: random.bytes(32),
    sessionId: random.bytes(random.below(33)),
    cipherSuites: [0x1301, ...random.list(5, () => number(random))],
    compressionMethods: [0],
  };
  const hello = { ...parts, extensions, recordBytes: random.once(2) ? 1 + random.below(80) : 16_384 };
  const lengths = shares.map(({ key }) => key.length);
  const expected = {
    ...parts,
    serverName,
    alpn,
    supportedVersions: versions,
    supportedGroups: groups,
    keyShares: lengths,
  };
  return { hello, expected };
}

const values = (list: readonly { readonly value: number }[]): number[] => list.map(({ value }) => value);

function read(hello: ClientHello): Readonly<Record<string, unknown>> {
  const { random, sessionId, compressionMethods, serverName, alpn } = hello;
  return {
    ...{ random, sessionId, cipherSuites: values(hello.cipherSuites), compressionMethods, serverName, alpn },
    supportedVersions: values(hello.supportedVersions),
    supportedGroups: values(hello.supportedGroups),
    keyShares: hello.keyShares.map(({ length }) => length),
  };
}

function checkValid({ hello, expected }: Made, bytes: Uint8Array): void {
  const decoded = decodeClientHello(bytes);
  law(decoded.complete, 'What was encoded is complete');
  same('What was encoded is decoded again', read(decoded), expected);
  const whole = decodeClientHello(encodeClientHello({ ...hello, recordBytes: 16_384 }));
  same('Records change nothing', { ...decoded, diagnostics: [] }, { ...whole, diagnostics: [] });
  law(clientHelloLength(bytes) === bytes.length, 'A ClientHello is as long as its records');
}

/** Any bytes: nothing is thrown, spans tile, and what is said of a beginning stays true when more comes. */
function checkAny(random: Random, bytes: Uint8Array): void {
  const hello = decodeClientHello(bytes);
  checkDiagnostics(hello.diagnostics, 0, bytes.length);
  law(summarizeClientHello(hello) !== '', 'A ClientHello has a summary');
  const start = random.below(1000);
  checkSpans(explainClientHello(bytes, start), start, start + bytes.length);
  const beginning = bytes.subarray(0, random.below(bytes.length + 1));
  const early = clientHelloLength(beginning);
  law(
    early === undefined || early === clientHelloLength(bytes),
    'The length of a ClientHello stays as it was known first',
    () => `${early} of ${beginning.length} bytes, ${clientHelloLength(bytes)} of ${bytes.length}`,
  );
  law(couldBeClientHello(beginning) || !couldBeClientHello(bytes), 'No ClientHello begins with what is none');
}

/** There are no chunks here: the first records are read at once. In their place, records may be cut anywhere. */
export const tls: Subject = {
  name: 'tls',
  check(random, note) {
    if (random.once(12)) {
      const noise = random.bytes(random.below(120));
      note(noise);
      checkAny(random, noise);
      return;
    }
    const made = make(random);
    const encoded = encodeClientHello(made.hello);
    const bytes = random.once(3) ? encoded : mutate(random, encoded, WORDS);
    note(bytes);
    if (bytes === encoded) checkValid(made, bytes);
    checkAny(random, bytes);
  },
};
