import { HPACK_FIELDS } from './hpack/fields.ts';
import { HTTP1_FIELDS } from './http1/fields.ts';
import { HTTP2_FIELDS } from './http2/fields.ts';
import type { FieldDefinition, FieldTable } from './span.ts';
import { SSE_FIELDS } from './sse/fields.ts';
import { TLS_FIELDS } from './tls/fields.ts';
import { WS_FIELDS } from './websocket/fields.ts';

/** Registry: the field table of every protocol. A new protocol adds one line. */
export const FIELD_TABLES = {
  tls: TLS_FIELDS,
  http1: HTTP1_FIELDS,
  http2: HTTP2_FIELDS,
  hpack: HPACK_FIELDS,
  websocket: WS_FIELDS,
  sse: SSE_FIELDS,
} as const satisfies Readonly<Record<string, FieldTable>>;

const ALL: FieldTable = Object.assign({}, ...Object.values(FIELD_TABLES)) as FieldTable;

/** The definition of a field by the id that spans carry, such as `websocket.fin`; undefined for an unknown id. */
export function fieldDefinition(id: string): FieldDefinition | undefined {
  return Object.hasOwn(ALL, id) ? ALL[id] : undefined;
}
