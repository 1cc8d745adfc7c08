import * as v from 'valibot';
import { faultSchema, faultTypeSchema } from './faults.ts';
import { herdOptionsSchema } from './herd.ts';
import { operationEventSchema, TRANSPORTS } from './operations.ts';
import { http2ClientSettingsSchema } from './http2-client.ts';
import { clientOriginIdSchema, originAddressesSchema, originIdSchema } from './origin.ts';
import { rawOptionsSchema } from './raw.ts';
import { crashOptionsSchema, restartOptionsSchema } from './restart.ts';
import { labSettingsPatchSchema, labSettingsSchema } from './settings.ts';

/*
 * The control channel: one WebSocket at /control on the application's origin. Text messages are the JSON below, both
 * ways; binary messages are batches of capture records (see codec.ts), from server to page only.
 */
const request = { id: v.pipe(v.number(), v.integer(), v.minValue(1)) };
const conn = v.pipe(v.number(), v.integer(), v.minValue(1));

/** What the page asks for. Each gets one `answer` with the same id. */
export const controlRequestSchema = v.variant('type', [
  /** Clock probe: `pageMs` comes back with the lab's time. */
  v.strictObject({ type: v.literal('clock'), ...request, pageMs: v.number() }),
  v.strictObject({ type: v.literal('apply-fault'), ...request, conn, fault: faultSchema }),
  v.strictObject({ type: v.literal('remove-fault'), ...request, conn, fault: faultTypeSchema }),
  /** Puts a fault on every connection of an origin, those to come included. */
  v.strictObject({
    type: v.literal('apply-origin-fault'),
    ...request,
    origin: originIdSchema,
    fault: faultSchema,
  }),
  v.strictObject({
    type: v.literal('remove-origin-fault'),
    ...request,
    origin: originIdSchema,
    fault: faultTypeSchema,
  }),
  /** Every fault that is at work now; the answer has `faults`. */
  v.strictObject({ type: v.literal('list-faults'), ...request }),
  v.strictObject({ type: v.literal('change-settings'), ...request, settings: labSettingsPatchSchema }),
  /** The origins go away in good order and come back. Answered when the last connection is gone. */
  v.strictObject({ type: v.literal('restart'), ...request, ...restartOptionsSchema.entries }),
  /** Every connection of the origins is reset; their ports are closed, and come back. */
  v.strictObject({ type: v.literal('crash'), ...request, ...crashOptionsSchema.entries }),
  /** The page's account of its own operations. `t` is lab time as the page reckons it. */
  v.strictObject({
    type: v.literal('report-operations'),
    ...request,
    clockErrorMs: v.number(),
    events: v.pipe(
      v.array(v.object({ t: v.number(), ...operationEventSchema.entries })),
      v.maxLength(10_000),
    ),
  }),
  /** Runs an operation in the lab's Node client. */
  v.strictObject({
    type: v.literal('node-open'),
    ...request,
    op: v.pipe(v.number(), v.integer(), v.minValue(1)),
    transport: v.picklist(TRANSPORTS),
    origin: clientOriginIdSchema,
    /** Path and query on that origin, such as `/sse?op=7`. */
    path: v.pipe(v.string(), v.startsWith('/'), v.maxLength(2_048)),
    /** It is one of a herd: it comes back after every loss, and waits as this says. SSE and WebSocket only. */
    herd: v.exactOptional(herdOptionsSchema),
    /** What its first SETTINGS frame says. It then has a connection of its own. Origin `http2` only. */
    http2: v.exactOptional(http2ClientSettingsSchema),
  }),
  /** Sends bytes as they are to an origin, and reads what comes back. An operation of the Node client, too. */
  v.strictObject({
    type: v.literal('node-raw'),
    ...request,
    op: v.pipe(v.number(), v.integer(), v.minValue(1)),
    origin: clientOriginIdSchema,
    raw: rawOptionsSchema,
  }),
  v.strictObject({
    type: v.literal('node-close'),
    ...request,
    op: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
  /** Begins a new recording. Connections that are open stay open and keep their records, so that they can be decoded. */
  v.strictObject({ type: v.literal('clear'), ...request }),
  /** A number no other page of this lab uses: the first of `count` operation ids. */
  v.strictObject({
    type: v.literal('reserve-operations'),
    ...request,
    count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)),
  }),
]);
export type ControlRequest = v.InferOutput<typeof controlRequestSchema>;

/** A fault at work: on one connection, or on an origin. Those that a connection has from its origin are not told again. */
export const listedFaultSchema = v.object({
  conn: v.optional(conn),
  origin: v.optional(originIdSchema),
  fault: faultSchema,
});
export type ListedFault = v.InferOutput<typeof listedFaultSchema>;

export const controlMessageSchema = v.variant('type', [
  /** The first message of every connection; binary batches with the whole kept recording follow. */
  v.object({
    type: v.literal('hello'),
    version: v.string(),
    /** Changes when the lab restarts; `recording` also changes with `clear`. */
    lab: v.string(),
    recording: v.string(),
    origins: originAddressesSchema,
    settings: labSettingsSchema,
  }),
  /** How many timers of /leaky and of /leaky/clean run; after the hello, and whenever that changes. */
  v.object({ type: v.literal('timers'), leaky: v.number(), clean: v.number() }),
  /** The lab has lessons of somebody's own (`--lessons`); told after the hello, and with another number when they change. */
  v.object({ type: v.literal('own-lessons'), revision: v.number() }),
  /** Something is wrong that the lab lives with, such as a full disk: for people to read. Told again to whoever comes. */
  v.object({ type: v.literal('trouble'), text: v.string() }),
  /** A new recording began: drop what is shown; binary batches follow. */
  v.object({ type: v.literal('recording'), recording: v.string() }),
  v.object({
    type: v.literal('answer'),
    id: v.number(),
    ok: v.boolean(),
    /** When not ok: what is wrong, where, what to do. */
    error: v.optional(v.string()),
    /** `clock`: the lab's time. `reserve-operations`: the first id. */
    value: v.optional(v.number()),
    /** `list-faults`: those of origins first, then those of connections. */
    faults: v.optional(v.array(listedFaultSchema)),
  }),
]);
export type ControlMessage = v.InferOutput<typeof controlMessageSchema>;
