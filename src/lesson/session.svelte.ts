import { createContext, untrack } from 'svelte';
import { DEFAULT_LAB_SETTINGS, type LabSettingsPatch } from '../../contract/settings.ts';
import type { FigureReference, Lesson, Pointer } from '../../contract/lesson.ts';
import type { LessonAction, SolutionStep } from '../../contract/lesson-actions.ts';
import type { Evidence } from '../../trace/checks/check.ts';
import type { Reading } from '../../trace/figures/figure.ts';
import { findFrame } from '../../trace/find-frame.ts';
import { findWire } from '../../trace/find-wire.ts';
import type { Trace } from '../../trace/trace.ts';
import type { ClientOriginId } from '../../contract/origin.ts';
import type { CodeGuest, CodePass, Operations } from '../operations/operations.ts';
import { lengthThatShows } from '../layout/follow-window.ts';
import { windowAround } from '../state/shown-window.ts';
import type { Stage } from '../state/stage.ts';
import type { LessonRemote } from './remote.ts';
import { goalStatus, NO_RESULTS, type GoalResults, type GoalStatus } from './goal-status.ts';
import { progress } from './progress.svelte.ts';
import type { LessonProgress } from './progress.ts';
import type * as readers from './readers.ts';

/** How often goals and figures are read off the trace. */
const EVERY_MS = 250;

/** How often the trace is looked at again by whoever waits for something in it. */
const POLL_MS = 50;
/** What was closed and is not over in the lab by then (a frozen wire) is not waited for. */
const OVER_MS = 2_000;

/** The checks and figures: loaded once, after the text of a lesson. */
type Readers = typeof readers;

/** What of the stage was changed: what a frame says is in the inspector, all else in the view. */
export type ShownPart = 'view' | 'inspector';

/* Time for the first look at the goals. What is met later, or by an action of the lesson, is not from before. */
const EARLIER_MS = 5_000;

/** When something last crossed a wire, or one ended; 0 when nothing has happened. */
function newestEvent({ frames, connections }: Trace): number {
  const ends = [...connections.values()].map(({ closed }) => closed?.t ?? 0);
  return Math.max(0, frames.length === 0 ? 0 : frames.tEnd(frames.length - 1), ...ends);
}

/** One lesson while it is open: what its goals say, what its actions do, what is kept. */
export class LessonSession {
  readonly lesson: Lesson;
  readonly stage: Stage;
  readonly #operations: Operations;
  readonly #onShow: (part: ShownPart) => void;
  readonly #onView: (id: string) => void;
  readonly #loading: Promise<Readers> = import('./readers.ts');
  #readers = $state.raw<Readers>();
  #settingsApplied = false;
  readonly #openedAt = performance.now();
  readonly #isNew: boolean;
  #hasActed = false;
  #metEarlier = $state(false);
  /** The trace that was thrown away by starting again; it proves nothing any more. */
  #left: Trace | undefined;
  /* Moves a few times a second while live. */
  readonly #tick = $derived.by(() => Math.floor(this.stage.now / EVERY_MS));
  readonly #results = $derived.by<GoalResults>(() => {
    void this.#tick;
    const { trace } = this.stage;
    const loaded = this.#readers;
    return untrack(() => loaded?.checkGoals(this.lesson.goals, trace, this.stage.now) ?? NO_RESULTS);
  });

  /** `onShow` is called after something was selected, so that a narrow page can bring the stage into view; `onView` opens a view. */
  constructor(
    lesson: Lesson,
    stage: Stage,
    operations: Operations,
    onShow: (part: ShownPart) => void,
    onView: (id: string) => void,
  ) {
    this.lesson = lesson;
    this.stage = stage;
    this.#operations = operations;
    this.#onShow = onShow;
    this.#onView = onView;
    const { met, answers } = progress.of(lesson.id);
    this.#isNew = Object.keys(met).length + Object.keys(answers).length === 0;
    this.#loading.then(
      (readers) => (this.#readers = readers),
      () => undefined /* Whoever waits for the goals is told; the text can be read all the same. */,
    );
  }

  /** Reactive. */
  get progress(): LessonProgress {
    return progress.of(this.lesson.id);
  }

  /** Reactive. Whether goals were met when the lesson was opened for the first time, by what was on the wire before. */
  get metEarlier(): boolean {
    return this.#metEarlier;
  }

  /** Reactive. */
  goal(id: string): GoalStatus {
    return goalStatus(id, this.#results, this.progress);
  }

  /** Reactive. What a figure reads now, or undefined while the trace does not show it. */
  read({ id, args }: FigureReference): Reading | undefined {
    void this.#tick;
    const { trace } = this.stage;
    const readers = this.#readers;
    return untrack(() => readers?.findFigure(id)?.read(trace, args, this.stage.now));
  }

  /** Reactive. What is pointed at, or undefined while it is not on the wire. */
  locate(pointer: Pointer): Evidence | undefined {
    if (pointer.type === 'figure') return this.read(pointer.figure)?.evidence;
    void this.#tick;
    const { trace } = this.stage;
    return untrack(() => {
      if (pointer.type === 'wire') {
        const conn = findWire(trace, pointer.wire)?.id;
        return conn === undefined ? undefined : { conn };
      }
      const frame = findFrame(trace, pointer.frame);
      return frame === undefined ? undefined : { frame };
    });
  }

  /** Opens a view of the stage. */
  openView(id: string): void {
    this.#widenWindow();
    this.#onView(id);
    this.#onShow('view');
  }

  /* What is to be looked at is over, perhaps since long: views that follow show that far back. */
  #widenWindow(): void {
    const { stage } = this;
    const length = lengthThatShows(stage.now - newestEvent(stage.trace), stage.followLength);
    if (stage.window === undefined && length !== stage.followLength) stage.setFollowLength(length);
  }

  /** Shows on the stage what a goal or a figure rests on. */
  show(evidence: Evidence): void {
    const { frame } = evidence;
    if (frame === undefined) this.stage.select(evidence);
    else this.#showFrame(frame);
    this.#onShow(frame === undefined ? 'view' : 'inspector');
  }

  /* With its connection, which some views ask for, and in the part of time that others show: learners read first. */
  #showFrame(frame: number): void {
    const { stage } = this;
    const { frames, exchanges } = stage.trace;
    stage.select({ frame, conn: frames.conn(frame), op: exchanges[frames.exchange(frame) - 1]?.op });
    const window = windowAround(stage, frames.tEnd(frame), stage.now);
    if (window) stage.setWindow(window);
  }

  /** Keeps the goals that are met now. An opened recording proves nothing about this learner. */
  keepMet(): void {
    if (!this.stage.live || this.stage.trace === this.#left) return;
    for (const [id, result] of this.#results) {
      if (result.status !== 'met' || this.progress.met[id]) continue;
      if (this.#isNew && !this.#hasActed && performance.now() < this.#openedAt + EARLIER_MS)
        this.#metEarlier = true;
      const met = { at: Date.now(), reason: result.reason };
      progress.change(this.lesson.id, (kept) => ({ ...kept, met: { ...kept.met, [id]: met } }));
    }
  }

  /** Keeps an answer: the id of a choice, or a number. Undefined takes it back. */
  answer(questionId: string, answer: string | undefined): void {
    progress.change(this.lesson.id, (kept) => {
      const { [questionId]: _before, ...others } = kept.answers;
      return { ...kept, answers: answer === undefined ? others : { ...others, [questionId]: answer } };
    });
  }

  /** Keeps what a prediction was compared with, so that it can be told when the recording is gone. */
  keepOutcome(questionId: string, outcome: { value: number; text: string }): void {
    if (this.progress.outcomes[questionId]) return;
    progress.change(this.lesson.id, (kept) => ({
      ...kept,
      outcomes: { ...kept.outcomes, [questionId]: outcome },
    }));
  }

  keepStep(step: number): void {
    if (this.progress.step !== step) progress.change(this.lesson.id, (kept) => ({ ...kept, step }));
  }

  /** Keeps the learner's version of a piece of code. Undefined: the original is theirs again. */
  keepCode(id: string, text: string | undefined): void {
    if (this.progress.code[id] === text) return;
    progress.change(this.lesson.id, (kept) => {
      const { [id]: _before, ...others } = kept.code;
      return { ...kept, code: text === undefined ? others : { ...others, [id]: text } };
    });
  }

  /** Lets the learner's code open connections, once the switches are those the lesson starts from. See Operations.admit. */
  async admit(guest: CodeGuest, origins: readonly ClientOriginId[]): Promise<CodePass> {
    if (!this.#settingsApplied) await this.#applySettings();
    return this.#operations.admit(guest, origins);
  }

  /** Does what a button of the lesson says. The first time, the switches the lesson starts from are set before. */
  async perform(actions: readonly LessonAction[]): Promise<void> {
    this.#hasActed = true;
    if (!this.#settingsApplied) await this.#applySettings();
    /* What follows is seen as it happens, whatever was looked at before. */
    this.stage.showNewest();
    const { performAll } = await import('./actions.ts');
    await performAll(actions, { stage: this.stage, operations: this.#operations });
  }

  /** Back to the lesson's start: everything closed, the switches as it wants them, an empty recording, nothing kept. */
  async startAgain(): Promise<void> {
    await this.#emptyLab({});
    this.stage.select({});
    progress.forget(this.lesson.id);
    this.#metEarlier = false;
  }

  async #emptyLab(settings: LabSettingsPatch): Promise<void> {
    await this.#operations.closeAll();
    await this.stage.changeSettings({ ...DEFAULT_LAB_SETTINGS, ...this.lesson.settings, ...settings });
    this.#settingsApplied = true;
    await this.#untilOver();
    this.#left = this.stage.trace;
    await this.stage.clear();
  }

  /* What was closed here is over in the lab a little later. In a recording that began before, it would still be open, and meet goals. */
  async #untilOver(): Promise<void> {
    const end = performance.now() + OVER_MS;
    const isOver = (): boolean =>
      [...this.stage.trace.operations.values()].every(
        ({ client, exchanges }) =>
          client === 'other' || exchanges.every(({ endedAt }) => endedAt !== undefined),
      );
    while (!isOver() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }

  /** For programs that drive this page. */
  remote(): LessonRemote {
    return {
      lesson: this.lesson.id,
      begin: async (settings) => {
        await this.#loading;
        await this.#emptyLab(settings);
      },
      run: async (steps) => {
        for (const step of steps) await this.#runStep(step);
      },
      goals: () => Object.fromEntries(this.#checkNow()),
    };
  }

  #checkNow(): GoalResults {
    return this.#readers?.checkGoals(this.lesson.goals, this.stage.trace, this.stage.now) ?? NO_RESULTS;
  }

  async #runStep(step: SolutionStep): Promise<void> {
    if (step.type !== 'wait-for') return this.perform([step]);
    const end = performance.now() + step.timeoutMs;
    for (;;) {
      const result = this.#checkNow().get(step.goal);
      if (result?.status === 'met') return;
      if (performance.now() > end) {
        throw new Error(
          `The goal ${step.goal} was not met in ${step.timeoutMs} ms: ${result?.reason ?? 'no such goal'}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #applySettings(): Promise<void> {
    const now = this.stage.settings;
    const wanted = Object.entries(this.lesson.settings) as [keyof typeof DEFAULT_LAB_SETTINGS, unknown][];
    if (wanted.some(([name, value]) => now?.[name] !== value)) {
      await this.stage.changeSettings(this.lesson.settings);
    }
    this.#settingsApplied = true;
  }
}

export const [useLesson, provideLesson] = createContext<LessonSession>();
