import type { ClientHelloExtension, KeyShare } from './frame.ts';
import { extensionType } from './extension-types.ts';
import type { TlsField } from './fields.ts';
import type { SpanReader } from './reader.ts';
import {
  isGrease,
  NAMED_GROUPS,
  nameOf,
  SIGNATURE_SCHEMES,
  TLS_VERSIONS,
  type NamedValue,
} from './registries.ts';

/** What the extensions add to a ClientHello. */
export interface ExtensionDraft {
  extensions: ClientHelloExtension[];
  serverName: string | undefined;
  alpn: string[];
  supportedVersions: NamedValue[];
  supportedGroups: NamedValue[];
  signatureSchemes: NamedValue[];
  keyShares: KeyShare[];
}

type Registry = Readonly<Record<number, string>>;

/** A list of 16-bit values behind its length. */
function readValues(
  reader: SpanReader,
  field: TlsField,
  registry: Registry,
  lengthSize: 1 | 2,
): NamedValue[] {
  const list = reader.part(reader.number('tls.list-length', lengthSize));
  const values: NamedValue[] = [];
  while (list.left >= 2) {
    values.push(
      nameOf(
        registry,
        list.number(field, 2, (value) => nameOf(registry, value).name),
      ),
    );
  }
  reader.absorb(list);
  return values;
}

/** RFC 6066 §3. Of several names the first host_name counts. */
function readServerName(reader: SpanReader, draft: ExtensionDraft): void {
  const list = reader.part(reader.number('tls.list-length', 2));
  while (list.left > 0) {
    const type = list.number('tls.name-type', 1, (value) => (value === 0 ? '0 host_name' : `${value}`));
    const name = list.text('tls.host-name', list.number('tls.item-length', 2));
    if (list.isShort) break;
    if (type === 0) draft.serverName ??= name;
  }
  reader.absorb(list);
}

/** RFC 7301 §3.1. */
function readAlpn(reader: SpanReader, draft: ExtensionDraft): void {
  const list = reader.part(reader.number('tls.list-length', 2));
  while (list.left > 0) {
    const name = list.text('tls.protocol-name', list.number('tls.item-length', 1));
    if (list.isShort) break;
    draft.alpn.push(name);
  }
  reader.absorb(list);
}

/** RFC 9846 §4.3.8. */
function readKeyShares(reader: SpanReader, draft: ExtensionDraft): void {
  const list = reader.part(reader.number('tls.list-length', 2));
  while (list.left > 0) {
    const group = list.number('tls.named-group', 2, (value) => nameOf(NAMED_GROUPS, value).name);
    const key = list.bytes('tls.key-exchange', list.number('tls.item-length', 2));
    if (list.isShort) break;
    draft.keyShares.push({ group: nameOf(NAMED_GROUPS, group), length: key.length });
  }
  reader.absorb(list);
}

/** How to read the extensions that say something about this project's subject; the others stay bytes. */
const READERS: Readonly<Record<number, (reader: SpanReader, draft: ExtensionDraft) => void>> = {
  0: readServerName,
  10: (reader, draft) => {
    draft.supportedGroups = readValues(reader, 'tls.named-group', NAMED_GROUPS, 2);
  },
  13: (reader, draft) => {
    draft.signatureSchemes = readValues(reader, 'tls.signature-scheme', SIGNATURE_SCHEMES, 2);
  },
  16: readAlpn,
  43: (reader, draft) => {
    draft.supportedVersions = readValues(reader, 'tls.version', TLS_VERSIONS, 1);
  },
  51: readKeyShares,
};

const PRE_SHARED_KEY = 41;
const KEY_SHARE = 51;

/** Reads the extensions of a ClientHello, and holds them against the rules that concern several of them. */
export function readExtensions(reader: SpanReader, draft: ExtensionDraft): void {
  const places = new Map<number, { readonly start: number; readonly end: number }>();
  while (reader.left > 0) {
    const start = reader.position;
    const before = reader.spans.length;
    const type = reader.number('tls.extension-type', 2, (value) => extensionType(value).name);
    const part = reader.part(reader.number('tls.extension-length', 2));
    const head = reader.spans.splice(before);
    const data = part.peek();
    const read = READERS[type];
    if (read) read(part, draft);
    else part.bytes('tls.extension-data', data.length);
    const { name, meaning, spec } = extensionType(type);
    part.spans.unshift(...head);
    reader.group('tls.extension', start, part, { value: name, meaning, spec });
    if (reader.isShort) break;
    draft.extensions.push({ type, name, grease: isGrease(type), data });
    if (places.has(type)) reader.report('tls/extension-twice', start);
    places.set(type, { start, end: reader.position });
  }
  const psk = places.get(PRE_SHARED_KEY);
  if (psk && draft.extensions.at(-1)?.type !== PRE_SHARED_KEY) {
    reader.report('tls/pre-shared-key-not-last', psk.start, psk.end);
  }
  const shares = places.get(KEY_SHARE);
  const groups = new Set(draft.supportedGroups.map(({ value }) => value));
  if (shares && draft.keyShares.some(({ group }) => !groups.has(group.value))) {
    reader.report('tls/key-share-group', shares.start, shares.end);
  }
}
