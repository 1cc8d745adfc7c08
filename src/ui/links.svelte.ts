import { untrack } from 'svelte';
import { findFrame, nameFrame } from '../feed/frame-name.ts';
import { momentWords } from '../layout/units.ts';
import { LAB_RECORDING, type Lab } from '../state/lab.svelte.ts';
import type { Stage } from '../state/stage.ts';
import { STAGE_VIEWS } from '../views/registry.ts';
import { deck } from './deck.svelte.ts';
import { formatMomentLink, isEmptyLink, parseMomentLink, type MomentLink } from './moment-link.ts';

/** How long what a link names may take to come from the lab, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Leads to the moment that the page's address names, once it is there, and makes such addresses. */
export class Links {
  readonly #lab: Lab;
  #pending = $state.raw<MomentLink>();
  /** What is pending has had its time: what is there by now is shown. */
  #isLate = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Follows the address of the page from now on. */
  start(): void {
    addEventListener('hashchange', () => this.#follow());
    $effect.root(() => {
      $effect(() => {
        const link = this.#pending;
        if (!link) return;
        const { stage, recording } = this.#lab;
        void stage.version;
        if (link.file !== undefined && recording?.name !== link.file) return;
        if (link.rec !== undefined && this.#lab.live.recording === '') return;
        const isLate = this.#isLate;
        untrack(() => {
          if (isLate || isThere(stage, link)) this.#arrive(stage, link);
        });
      });
    });
    this.#follow();
  }

  /** The address of what is shown now: recording, moment, window, selection and view. */
  address(): string {
    const { stage, recording, live } = this.#lab;
    const { frame, conn, op } = stage.selection;
    const isKnown = frame !== undefined && frame < stage.trace.frames.length;
    const route = location.hash.replace(/^#/, '').replace(/\?.*$/, '');
    const link: MomentLink = {
      view: deck.view,
      t: stage.now,
      from: stage.window && Math.max(0, stage.window.from),
      to: stage.window?.to,
      frame: isKnown ? nameFrame(stage.trace, frame) : undefined,
      conn,
      op,
      ...(recording ? recording.place : { rec: live.recording }),
    };
    return location.origin + location.pathname + formatMomentLink(link, route || '/playground');
  }

  /** Copies that address, and writes it into the address bar. Says so, or where it is when copying was not allowed. */
  async copy(): Promise<void> {
    const address = this.address();
    const { notices } = this.#lab;
    history.replaceState(history.state, '', address);
    try {
      await navigator.clipboard.writeText(address);
      notices.say('The link to this moment is copied. It leads to the same recording, selection and view.');
    } catch {
      notices.say(`The browser did not allow copying. The link is in the address bar: ${address}`);
    }
  }

  #follow(): void {
    const { link, problems } = parseMomentLink(location.hash, location.search);
    for (const problem of problems) this.#lab.notices.warn(`A part of this link was passed over. ${problem}`);
    if (isEmptyLink(link)) return;
    clearTimeout(this.#timer);
    this.#pending = undefined;
    if (link.recording !== undefined) void this.#open(link, link.recording);
    else this.#wait(link);
  }

  async #open(link: MomentLink, address: string): Promise<void> {
    const shown = this.#lab.recording?.place;
    const isShown = shown && 'recording' in shown && shown.recording === address;
    if (isShown || (await this.#lab.openRecordingAt(address))) this.#wait(link);
  }

  #wait(link: MomentLink): void {
    const { notices, recording } = this.#lab;
    if (link.file !== undefined && recording?.name !== link.file) {
      notices.say(
        `This link leads into the recording file “${link.file}”. Open it here, and the moment is shown.`,
      );
    }
    if (link.rec !== undefined && recording) this.#lab.backToLive();
    this.#pending = link;
    this.#isLate = false;
    if (link.file === undefined) this.#timer = setTimeout(() => (this.#isLate = true), PATIENCE_MS);
  }

  #arrive(stage: Stage, link: MomentLink): void {
    clearTimeout(this.#timer);
    this.#pending = undefined;
    const { notices, live } = this.#lab;
    if (link.rec !== undefined && link.rec !== live.recording) {
      notices.warn('This link leads to a recording that this lab does not have. What it has is shown.');
      return;
    }
    const missing = showLinked(stage, link);
    if (stage.live && missing.includes(FRAME_WORDS) && this.#sayOlder(stage, link)) return;
    if (missing.length > 0) notices.warn(`Not all of this link was found here: ${missing.join(', ')}.`);
  }

  /** Says of a frame that is not there that it is older than what is kept, and where it still is. False when it is not. */
  #sayOlder({ trace }: Stage, link: MomentLink): boolean {
    const { live, notices } = this.#lab;
    if (live.hasOlder) {
      const whole = { ...link, rec: undefined, recording: LAB_RECORDING };
      notices.say(
        'The frame of this link is older than what this page keeps, which is 64 MiB. The lab’s recording still has it, if it is among the newest 256 MiB.',
        { label: 'Open the lab’s recording there', run: () => void this.#open(whole, LAB_RECORDING) },
      );
      return true;
    }
    if (trace.dropped.records === 0) return false;
    notices.say(
      'The frame of this link is older than what the lab keeps, which is 256 MiB. Only a file that the lab was told to write (--record) or that somebody saved before still has it: open that file.',
    );
    return true;
  }
}

/** What a link may name, in words. */
const FRAME_WORDS = 'the frame';

function isThere({ trace }: Stage, { t = 0, frame }: MomentLink): boolean {
  return (
    trace.version > 0 && trace.lastT >= t && (frame === undefined || findFrame(trace, frame) !== undefined)
  );
}

/** Shows what a link names, as far as it is there. Answers with what is not. */
function showLinked(stage: Stage, link: MomentLink): string[] {
  const { trace } = stage;
  const missing: string[] = [];
  const known = <T>(value: T | undefined, isKnown: boolean, words: string): T | undefined => {
    if (value !== undefined && !isKnown) missing.push(words);
    return isKnown ? value : undefined;
  };
  const { t, view, from, to } = link;
  const row = link.frame === undefined ? undefined : findFrame(trace, link.frame);
  known(link.frame, row !== undefined, FRAME_WORDS);
  const conn = known(
    link.conn,
    link.conn !== undefined && trace.connections.has(link.conn),
    `connection ${link.conn}`,
  );
  const op = known(link.op, link.op !== undefined && trace.operations.has(link.op), `operation ${link.op}`);
  if (row !== undefined || conn !== undefined || op !== undefined) {
    stage.select({ frame: row, conn: conn ?? (row === undefined ? undefined : trace.frames.conn(row)), op });
  }
  if (from !== undefined && to !== undefined) stage.setWindow({ from, to });
  if (
    known(
      view,
      STAGE_VIEWS.some(({ id }) => id === view),
      `the view “${view}”`,
    ) !== undefined &&
    view
  )
    deck.view = view;
  if (t === undefined) return missing;
  if (t > stage.end) missing.push(`the moment ${momentWords(t, true)}, which is after the end`);
  else stage.showMoment(t);
  return missing;
}
