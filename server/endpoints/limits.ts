import type { Rate } from '../rate.ts';

/**
 * Every bound of the endpoints, in one place. Times are milliseconds and sizes bytes unless the name says otherwise. Each
 * protects the lab from a client that asks for too much, by mistake or not.
 */

// Requests
/** Longest topic name, so that a query cannot fill the log with names. */
export const MAX_TOPIC_LENGTH = 100;
/** Longest name that a client gives itself or a room, in characters. */
export const MAX_NAME_LENGTH = 40;
/** How often events are published, by everybody together: 429 with `Retry-After` beyond. */
export const PUBLISH_RATE: Rate = { perSecond: 100, burst: 200 };
export const MAX_PUBLISHED_BYTES = 1024 * 1024;
export const MAX_EVENT_NAME_LENGTH = 256;
/** Content of the small JSON requests: /mute and /tokens. */
export const MAX_SMALL_JSON_BYTES = 16 * 1024;
export const MAX_REPORT_BYTES = 64 * 1024;

// Time
export const MAX_LONG_POLL_MS = 60_000;
export const MAX_EARLY_HINTS_DELAY_MS = 30_000;
export const MAX_HEARTBEAT_MS = 600_000;
export const MAX_RETRY_MS = 600_000;
export const MIN_PING_MS = 10;
export const MAX_PING_MS = 600_000;
/** How long to wait for the other Close frame before the connection is thrown away. */
export const CLOSE_TIMEOUT_MS = 30_000;

// Event streams
export const MAX_EVENT_DATA_BYTES = 1024 * 1024;
export const MAX_END_AFTER = 1_000_000;

// WebSocket
/** The longest message taken. A longer one closes the WebSocket with 1009. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;
/** How much may wait to be read by a slow client before we stop to send more. */
export const MAX_WAITING_BYTES = 64 * 1024;
/** Into how many frames a message is cut at most: a frame costs memory, however small its payload. */
export const MAX_FRAGMENTS = 1_000;
export const MAX_CLOSE_AFTER = 1_000_000;

// Rooms
export const MAX_ROOMS = 100;
export const MAX_MEMBERS = 1_000;
export const MAX_CHAT_LENGTH = 2_000;

// Streams of bytes
export const MAX_TRANSFER_BYTES = 1024 * 1024 * 1024;
/** The fastest `?rate=` of /upload and /download, in bytes a second. Without a rate they run as fast as they can. */
export const MAX_TRANSFER_RATE = 1024 * 1024 * 1024;
/** How many events a second /tokens sends at most. */
export const MAX_TOKEN_RATE = 1_000;

// What is kept for clients
/** How many clients may have muted something on the dashboard. */
export const MAX_MUTING_CLIENTS = 1_000;
/** How many timers /leaky leaks before it refuses. */
export const MAX_LEAKED_TIMERS = 1_000;
/** How many tokens of /auth are valid at once; the oldest gives way. */
export const MAX_AUTH_TOKENS = 1_000;
export const AUTH_TOKEN_MS = 600_000;
export const AUTH_ONE_TIME_TOKEN_MS = 60_000;
/** How long a WebSocket may stay silent before it has to say who it is. */
export const AUTH_FIRST_MESSAGE_MS = 5_000;
