import * as v from 'valibot';
import { isFrameName } from '../feed/frame-name.ts';

/*
 * A link to a moment: `#/playground?view=timeline&t=12345.6&frame=7-s-1204-sse&from=10000&to=15000&rec=…`. What it leaves
 * out stays as it is. Whoever made a link may have made it by hand, so each part is checked, and a bad one is named.
 */
const time = v.pipe(
  v.string(),
  v.regex(/^\d{1,12}(\.\d{1,9})?$/, 'a number of milliseconds'),
  v.transform(Number),
);
const id = v.pipe(v.string(), v.regex(/^[1-9]\d{0,9}$/, 'a whole number from 1'), v.transform(Number));
const word = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'a short word'));

const PARTS = {
  /** The stage view. */
  view: word,
  /** The moment shown, and the time window, in milliseconds since the recording began. */
  t: time,
  from: time,
  to: time,
  /** What is selected. */
  frame: v.pipe(v.string(), v.check(isFrameName, 'the name of a frame, such as 7-s-1204-sse')),
  conn: id,
  op: id,
  /** Which recording: one that the lab makes (`rec`), a file on this origin, or the name of a file that is elsewhere. */
  rec: v.pipe(v.string(), v.regex(/^[\w.:-]{1,128}$/, 'the name of a recording')),
  recording: v.pipe(v.string(), v.maxLength(1_024, 'an address on this origin')),
  file: v.pipe(v.string(), v.maxLength(256, 'the name of a file')),
} as const;

export type MomentLink = {
  readonly [K in keyof typeof PARTS]?: v.InferOutput<(typeof PARTS)[K]> | undefined;
};

export interface ParsedLink {
  readonly link: MomentLink;
  /** What was not understood, a sentence each. */
  readonly problems: readonly string[];
}

/** Reads the address of the page: the part behind `?` of its hash, and `?recording=` of the address itself. */
export function parseMomentLink(hash: string, search = ''): ParsedLink {
  const given = new URLSearchParams(hash.includes('?') ? hash.slice(hash.indexOf('?')) : '');
  const recording = new URLSearchParams(search).get('recording');
  if (recording !== null && !given.has('recording')) given.set('recording', recording);
  const link: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(PARTS)) {
    const text = given.get(name);
    if (text === null) continue;
    const parsed = v.safeParse(schema, text);
    if (parsed.success) link[name] = parsed.output;
    else problems.push(`“${name}” takes ${parsed.issues[0].message}, not “${text.slice(0, 40)}”.`);
  }
  const { from, to } = link as MomentLink;
  if ((from === undefined) !== (to === undefined) || (from !== undefined && to !== undefined && to <= from)) {
    problems.push('“from” and “to” name a time window together, and “to” is the later one.');
    delete link['from'];
    delete link['to'];
  }
  return { link: link, problems };
}

/** The hash of a link, `#/playground?…`. Times are written to the microsecond, which is how finely they are read. */
export function formatMomentLink(link: MomentLink, route = '/playground'): string {
  const parts = new URLSearchParams();
  for (const name of Object.keys(PARTS) as (keyof MomentLink)[]) {
    const value = link[name];
    if (value === undefined) continue;
    parts.set(name, typeof value === 'number' ? String(Number(value.toFixed(6))) : value);
  }
  const text = parts.toString();
  return `#${route}${text === '' ? '' : `?${text}`}`;
}

/** Whether a link says anything at all. */
export function isEmptyLink(link: MomentLink): boolean {
  return Object.values(link).every((value) => value === undefined);
}
