import * as v from 'valibot';
import { DIRECTIONS, type Direction } from './direction.ts';
import { faultSchema } from './faults.ts';
import { operationEventSchema } from './operations.ts';
import { originAddressesSchema, originIdSchema } from './origin.ts';
import { proxyKindSchema } from './proxy.ts';
import { RESTARTS } from './restart.ts';
import { DEFAULT_LAB_SETTINGS, labSettingsSchema } from './settings.ts';

/*
 * A recording is a sequence of capture records. Live feed, replay, lesson test and exported file are this same sequence.
 * Every record has `t`: milliseconds since the recording began, from a monotonic clock.
 */
const t = v.pipe(v.number(), v.finite(), v.minValue(0));
const conn = v.pipe(v.number(), v.integer(), v.minValue(1));

/*
 * Switches come and go with versions of the program. One that a recording does not name is taken as it is by default,
 * and one that this program does not know is passed over.
 */
const recordedSettings = v.pipe(
  v.looseObject({}),
  v.transform((given) => ({ ...DEFAULT_LAB_SETTINGS, ...given })),
  v.object(labSettingsSchema.entries),
);

/** The first record. Tells which lab and when: `epochMs` is the wall clock at t = 0, for display only. */
export const labRecordSchema = v.object({
  type: v.literal('lab'),
  t,
  epochMs: v.number(),
  version: v.string(),
  origins: originAddressesSchema,
  settings: recordedSettings,
  /** What stands behind the origin `proxy`; recordings before there was one do not say. */
  proxy: v.optional(v.object({ kind: proxyKindSchema, name: v.string() })),
});

/**
 * A TCP connection was accepted by one of the lab's listeners, or, on the server leg of a relay, was opened by the lab.
 */
export const connectionOpenedSchema = v.object({
  type: v.literal('connection-opened'),
  t,
  conn,
  origin: originIdSchema,
  /** Whether TLS comes first. Given where the origin does not tell: those of the upstream. */
  secure: v.optional(v.boolean()),
  /** On a server leg, the connection of the client whose bytes it carries on, when there is exactly one. */
  pair: v.optional(conn),
  clientAddress: v.string(),
  clientPort: v.number(),
  serverAddress: v.string(),
  serverPort: v.number(),
});

/** The TLS handshake ended well. What the tap records from here on is the plaintext inside. */
export const tlsEstablishedSchema = v.object({
  type: v.literal('tls-established'),
  t,
  conn,
  /** As OpenSSL names it: `TLSv1.3`. */
  version: v.string(),
  cipher: v.string(),
  /** The protocol ALPN chose, or null when none was negotiated. */
  alpn: v.nullable(v.string()),
  /** The server name the client asked for, or null. */
  serverName: v.nullable(v.string()),
  /** Whether the session was resumed. */
  resumed: v.boolean(),
});

/** One line of the NSS key log format, so that other tools can decrypt a capture of the same traffic. */
export const keylogSchema = v.object({ type: v.literal('keylog'), t, conn, line: v.string() });

/**
 * One end will send no more bytes.
 * - `fin`: an orderly end of one direction. `reset`: the connection was thrown away (RST).
 */
export const connectionEndedSchema = v.object({
  type: v.literal('connection-ended'),
  t,
  conn,
  by: v.picklist(['client', 'server', 'fault']),
  how: v.picklist(['fin', 'reset', 'tls-failure', 'timeout']),
  detail: v.optional(v.string()),
});

/** Both directions are over; nothing more follows for this connection. */
export const connectionClosedSchema = v.object({
  type: v.literal('connection-closed'),
  t,
  conn,
  by: v.picklist(['client', 'server', 'fault']),
  how: v.picklist(['fin', 'reset', 'tls-failure', 'timeout']),
});

/**
 * A fault was put on, or taken off (`active: false`): on a connection (`conn`), or on an origin (`origin`) and with it on
 * each of its connections, those to come included. One of the two is there, never both.
 */
export const faultRecordSchema = v.object({
  type: v.literal('fault'),
  t,
  conn: v.optional(conn),
  origin: v.optional(originIdSchema),
  fault: faultSchema,
  active: v.boolean(),
});

/**
 * How many bytes faults hold in one direction of a connection now: taken from one end and not handed to the other. Written
 * when that has changed, at most every 50 ms for each direction; what is held for less is not told. The held bytes of
 * `client-to-server` are in the recording already, those of `server-to-client` are not yet.
 */
export const heldRecordSchema = v.object({
  type: v.literal('held'),
  t,
  conn,
  direction: v.picklist(DIRECTIONS),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

export const settingsRecordSchema = v.object({ type: v.literal('settings'), t, settings: recordedSettings });

/**
 * The lab's origins went away together (`down`), or take connections again (`up`); the application stays up all the time.
 * What became of each connection is in records of its own. The wait may end a little after `backAfterMs`.
 */
export const restartRecordSchema = v.object({
  type: v.literal('restart'),
  t,
  kind: v.picklist(RESTARTS),
  phase: v.picklist(['down', 'up']),
  /** With `down`: how long the ports are closed, in milliseconds. */
  backAfterMs: v.optional(v.number()),
});

/** A client's own account of an operation, with the error of its clock against the lab's, in milliseconds. */
export const operationRecordSchema = v.object({
  type: v.literal('operation'),
  t,
  ...operationEventSchema.entries,
  clockErrorMs: v.optional(v.number()),
});

/** Somebody asked for a clean slate: what lies before stays in the recording only where open connections need it. */
export const clearedRecordSchema = v.object({ type: v.literal('cleared'), t });

/**
 * Records that were left out to keep a bound: how many, and how many raw bytes they held. Exact. With `conn`, they
 * belonged to that connection, which can no longer be decoded from here on.
 */
export const droppedRecordSchema = v.object({
  type: v.literal('dropped'),
  t,
  conn: v.optional(conn),
  records: v.number(),
  bytes: v.number(),
  reason: v.string(),
});

export const jsonRecordSchema = v.variant('type', [
  labRecordSchema,
  connectionOpenedSchema,
  tlsEstablishedSchema,
  keylogSchema,
  connectionEndedSchema,
  connectionClosedSchema,
  faultRecordSchema,
  heldRecordSchema,
  settingsRecordSchema,
  restartRecordSchema,
  operationRecordSchema,
  clearedRecordSchema,
  droppedRecordSchema,
]);
export type JsonRecord = v.InferOutput<typeof jsonRecordSchema>;

/** Bytes that crossed the tap in one Node read or write: not a TCP segment. After TLS, before HTTP. */
export interface ChunkRecord {
  readonly type: 'chunk';
  readonly t: number;
  readonly conn: number;
  readonly direction: Direction;
  readonly bytes: Uint8Array;
}

/** The client's first TLS record, in the clear, before the handshake is handled. */
export interface ClientHelloRecord {
  readonly type: 'client-hello';
  readonly t: number;
  readonly conn: number;
  readonly bytes: Uint8Array;
}

export type CaptureRecord = JsonRecord | ChunkRecord | ClientHelloRecord;
export type RecordOf<T extends CaptureRecord['type']> = Extract<CaptureRecord, { type: T }>;
