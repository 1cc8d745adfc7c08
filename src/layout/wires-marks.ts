import type { OriginId } from '../../contract/origin.ts';
import type { Colour } from './colour.ts';
import type { FaultLook } from './wires-held.ts';

/*
 * What the Wires view draws, in pixels from the top left of its picture.
 */

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** State is shape: connecting and waiting hatched, open solid, queued and idle dashed, closed hollow. */
export type Shape = 'connecting' | 'waiting' | 'open' | 'queued' | 'idle' | 'closed';

/** The wires to one host and port. */
export interface GroupMark {
  /** Of no other group. */
  readonly key: string;
  readonly origin: OriginId;
  readonly title: string;
  /** Counted from the trace: `6 connections`. */
  readonly caption: string;
  readonly x: number;
  readonly y: number;
  /** Around the HTTP/1.1 connections; undefined when there are none. */
  readonly frame: Rect | undefined;
}

export interface Text {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** One line from client to server: an HTTP/1.1 connection, or a stream inside an HTTP/2 one. */
export interface LineMark {
  readonly key: string;
  readonly conn: number;
  /** 0 for the connection itself, which is also what HTTP/2 calls its own stream; -1 where there are no streams. */
  readonly streamId: number;
  readonly x0: number;
  readonly x1: number;
  readonly y: number;
  readonly shape: Shape;
  readonly colour: Colour;
  readonly delayMs: number;
  /** What a fault makes it look like; undefined when none does. */
  readonly look: FaultLook | undefined;
  /** Where frames of the client stop that came later than `since`, because a fault holds them; undefined: they pass. */
  readonly stop: { readonly x: number; readonly since: number } | undefined;
  /** 1 while it lasts; falls to 0 after it is over. */
  readonly opacity: number;
  readonly facts: Text;
}

/** A connection as a thing to point at: its line, or the box around its streams. */
export interface WireMark {
  readonly conn: number;
  readonly kind: 'line' | 'shell';
  readonly rect: Rect;
  readonly colour: Colour;
  readonly frozen: boolean;
  readonly delayMs: number;
  /** What faults do to it; empty when there is no fault. */
  readonly held: string;
  readonly opacity: number;
  readonly caption: string;
  /** For those who do not see it. */
  readonly label: string;
  readonly isOpen: boolean;
}

/** Bytes that lie before a fault: how many in words, and how wide they are drawn. */
export interface Heap {
  readonly text: string;
  readonly width: number;
}

/** Where faults stand across a connection, and what they hold on either side. */
export interface HeldMark {
  readonly conn: number;
  readonly x: number;
  /** The middle of the heaps. */
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
  readonly fromClient: Heap | undefined;
  readonly fromServer: Heap | undefined;
}

/** A connection that is over: its broken line, and who ended it. */
export interface GhostMark {
  readonly conn: number;
  readonly x0: number;
  readonly x1: number;
  readonly y: number;
  readonly words: string;
  readonly isTrouble: boolean;
  readonly opacity: number;
}

/** What plugs in at the left: an operation, or a request of somebody else. */
export interface BoxMark {
  readonly key: string;
  readonly op: number | undefined;
  /** Whether code of a lesson opened it. */
  readonly isFromCode: boolean;
  readonly conn: number | undefined;
  readonly rect: Rect;
  readonly label: string;
  readonly state: string;
  readonly shape: Shape;
  readonly colour: Colour;
  readonly closable: boolean;
  readonly opacity: number;
  /** Beside boxes that are on no wire: how long, and why. */
  readonly note: (Rect & { readonly lead: string; readonly text: string }) | undefined;
}

export interface WiresLayout {
  readonly width: number;
  readonly height: number;
  /** Boxes stand above their wires, because there is no room beside them. */
  readonly narrow: boolean;
  readonly groups: readonly GroupMark[];
  readonly wires: readonly WireMark[];
  readonly lines: readonly LineMark[];
  readonly held: readonly HeldMark[];
  readonly ghosts: readonly GhostMark[];
  readonly boxes: readonly BoxMark[];
  /** What was left out to keep the picture readable: counted, never silent. */
  readonly notes: readonly Text[];
  /** Everything in words; and only the counts, to be announced when they change. */
  readonly summary: string;
  readonly counts: string;
}
