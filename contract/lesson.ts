import type { FrameQuery } from './frame-query.ts';
import type { WireReference } from './lesson-actions/wire.ts';
import type { LessonAction, SolutionStep } from './lesson-actions.ts';
import type { LabSettingsPatch } from './settings.ts';

/*
 * A lesson as the page gets it: what server/lessons made of one Markdoc file. Everything in it was checked when it was
 * built, so the page trusts it.
 */

/** Text with marks in it. A plain string is text as it stands. */
export type Inline =
  | string
  | { readonly type: 'strong'; readonly children: readonly Inline[] }
  | { readonly type: 'emphasis'; readonly children: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly type: 'cite'; readonly reference: string; readonly href: string }
  /** A number read off the learner's own trace. `children` stand there until it has been measured. */
  | { readonly type: 'measured'; readonly figure: FigureReference; readonly children: readonly Inline[] };

/** Names a figure of trace/figures and gives it its arguments. */
export interface FigureReference {
  readonly id: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface ParagraphBlock {
  readonly type: 'paragraph';
  readonly children: readonly Inline[];
}

export interface HeadingBlock {
  readonly type: 'heading';
  readonly children: readonly Inline[];
}

export interface ListBlock {
  readonly type: 'list';
  readonly ordered: boolean;
  readonly items: readonly (readonly Inline[])[];
}

/** One of the answers that a question offers. */
export interface Choice {
  readonly id: string;
  readonly text: readonly Inline[];
  readonly right: boolean;
}

/** A number to guess, and what it is compared with: a fixed one, or what a figure reads. */
export interface NumberQuestion {
  /** Such as `bytes`; empty for a bare count. */
  readonly unit: string;
  /** How far off a guess may be, as a share of the true number: 0.25 is a quarter. 0: it must be exact. */
  readonly tolerance: number;
  readonly answer: number | FigureReference;
}

/** A question that is answered before the learner sees what happens. The answer is kept. */
export interface PredictBlock {
  readonly type: 'predict';
  /** Unique in the lesson: the answer is kept under it. */
  readonly id: string;
  readonly question: readonly Inline[];
  /** Empty when a number is asked for. */
  readonly choices: readonly Choice[];
  readonly number: NumberQuestion | undefined;
  /** The goal that must be met before the answer is revealed: the wire tells. Undefined: revealed at once. */
  readonly after: string | undefined;
  readonly reveal: readonly Block[];
}

/** A question about what was learned. It may be tried again. */
export interface QuizBlock {
  readonly type: 'quiz';
  /** Unique in the lesson, among predictions too. */
  readonly id: string;
  readonly question: readonly Inline[];
  readonly choices: readonly Choice[];
  /** Shown after the right answer. */
  readonly reveal: readonly Block[];
}

/** A button that opens real connections, sets switches or applies faults. */
export interface DoBlock {
  readonly type: 'do';
  readonly label: string;
  readonly actions: readonly LessonAction[];
  /** What the actions do, a sentence each. */
  readonly explain: string;
}

/** Where the goals with these ids stand. */
export interface GoalsBlock {
  readonly type: 'goals';
  readonly ids: readonly string[];
}

/** Something on the stage: what a figure was read from, a frame, or a wire. */
export type Pointer =
  | { readonly type: 'figure'; readonly figure: FigureReference }
  | { readonly type: 'frame'; readonly frame: FrameQuery }
  | { readonly type: 'wire'; readonly wire: WireReference };

/** A button that opens a view of the stage and selects something there. At least one of the two is given. */
export interface LookBlock {
  readonly type: 'look';
  /** Id of the view in src/views/registry.ts; undefined: the view stays. */
  readonly view: string | undefined;
  readonly at: Pointer | undefined;
  readonly children: readonly Inline[];
}

/** Protocols whose frames can be shown byte by byte. */
export type BytesProtocol = 'http1' | 'http2' | 'websocket' | 'sse';

/** A frame that is shown byte by byte: of a tested document, or one of the learner's own recording. */
export interface BytesBlock {
  readonly type: 'bytes';
  readonly title: string;
  readonly bytes:
    | {
        readonly type: 'example';
        readonly protocol: BytesProtocol;
        /** Options of the decoder, as the document has them. */
        readonly options: Readonly<Record<string, unknown>>;
        /** The whole input, in hex. */
        readonly hex: string;
        /** Which of its frames is shown; counts from 0. */
        readonly frame: number;
      }
    | { readonly type: 'live'; readonly at: Pointer };
  /** Said below the bytes. */
  readonly children: readonly Block[];
}

/** A piece of a highlighted line. `kind` is the colour: `keyword`, `string`, `comment` … Empty for plain text. */
export interface CodeToken {
  readonly text: string;
  readonly kind: string;
}

/** A part of one of the project's own source files, as it runs. */
export interface CodeBlock {
  readonly type: 'code';
  readonly title: string;
  /** Path from the root of the project. */
  readonly file: string;
  readonly lines: readonly {
    /** Counts from 1, in the file. */
    readonly number: number;
    readonly marked: boolean;
    readonly tokens: readonly CodeToken[];
  }[];
}

/** A short program for the browser, which the learner may change and run against the lab. */
export interface TryBlock {
  readonly type: 'try';
  /** Unique in the lesson, among questions too: the learner's own version is kept under it. */
  readonly id: string;
  readonly title: string;
  /** The original, line by line. */
  readonly lines: readonly (readonly CodeToken[])[];
  /** What to look at, or to change. */
  readonly children: readonly Block[];
}

/** A command for the learner's own terminal. `{http1}`, `{http2}` and `{http1tls}` stand for the origins' addresses. */
export interface TerminalBlock {
  readonly type: 'terminal';
  readonly command: string;
  readonly children: readonly Block[];
}

/** What the browser's developer tools show of this, and what they do not. */
export interface DevtoolsBlock {
  readonly type: 'devtools';
  readonly children: readonly Block[];
}

/** Something for those who want more; folded until it is opened. */
export interface FurtherBlock {
  readonly type: 'further';
  readonly title: string;
  readonly children: readonly Block[];
}

/** What to keep of the lesson, with where it is written. */
export interface SummaryBlock {
  readonly type: 'summary';
  readonly children: readonly Block[];
}

export type Block =
  | ParagraphBlock
  | HeadingBlock
  | ListBlock
  | PredictBlock
  | QuizBlock
  | DoBlock
  | GoalsBlock
  | LookBlock
  | BytesBlock
  | CodeBlock
  | TryBlock
  | TerminalBlock
  | DevtoolsBlock
  | FurtherBlock
  | SummaryBlock;
export type BlockType = Block['type'];
export type BlockOf<T extends BlockType> = Extract<Block, { type: T }>;

/** Families of browsers, by the engine that speaks to the wire. */
export const BROWSER_NAMES = ['Chromium', 'Firefox', 'WebKit'] as const;
export type BrowserName = (typeof BROWSER_NAMES)[number];

/** Something to reach, checked on the recorded wire. */
export interface LessonGoal {
  /** Unique in the lesson. */
  readonly id: string;
  readonly title: string;
  /** Id of a check in trace/checks, and its arguments. */
  readonly check: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** One sentence for somebody who is stuck. */
  readonly hint: string;
  /** Why it cannot be met as the lesson says in another browser, by its name. CI runs the lesson there, too. */
  readonly elsewhere?: Readonly<Partial<Record<BrowserName, string>>>;
  /** What leads to it: those actions of the lesson's solution that come right before it is waited for. */
  readonly solution: {
    readonly actions: readonly LessonAction[];
    /** What they do, a sentence each. */
    readonly explain: readonly string[];
  };
}

/** What somebody plausibly does that must not pass: after `steps`, none of `goals` is met within `forMs`. */
export interface NearMiss {
  readonly title: string;
  readonly steps: readonly LessonAction[];
  readonly goals: readonly string[];
  readonly forMs: number;
}

export interface LessonStep {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** What the index of lessons needs to know. */
export interface LessonSummary {
  /** The folder's name without its number: `six-lanes`. Part of the lesson's address. */
  readonly id: string;
  /** The folder's number: where the lesson stands in the course. */
  readonly number: number;
  readonly part: { readonly number: number; readonly title: string };
  readonly title: string;
  readonly summary: string;
  /** How long it takes, about. */
  readonly minutes: number;
  /** Ids of lessons that are good to have taken before. */
  readonly buildsOn: readonly string[];
  readonly goals: readonly string[];
  readonly steps: number;
}

export interface Lesson extends Omit<LessonSummary, 'goals' | 'steps'> {
  /** Sections of specifications that it rests on. */
  readonly spec: readonly { readonly reference: string; readonly href: string }[];
  /** Switches of the lab that it starts from; the others stay as they are. */
  readonly settings: LabSettingsPatch;
  readonly goals: readonly LessonGoal[];
  readonly solution: readonly SolutionStep[];
  readonly nearMisses: readonly NearMiss[];
  readonly steps: readonly LessonStep[];
  /** Where a recording of its solution is, for pages that no lab answers. */
  readonly recording?: string | undefined;
}
