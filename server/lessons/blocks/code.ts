import * as v from 'valibot';
import type { CodeToken } from '../../../contract/lesson.ts';
import { lineOf } from '../context.ts';
import { defineBlockTag } from './block-tag.ts';

/** A longer quotation is not read. */
const MOST_LINES = 90;

/** The spaces that every line begins with; empty lines do not count. */
function commonIndent(lines: readonly string[]): number {
  return Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
}

/** Takes so many characters off the start of a line; a line that is shorter becomes empty. */
function withoutIndent(tokens: readonly CodeToken[], indent: number): CodeToken[] {
  const out: CodeToken[] = [];
  let left = indent;
  for (const token of tokens) {
    const text = token.text.slice(left);
    left = Math.max(0, left - token.text.length);
    if (text !== '') out.push({ ...token, text });
  }
  return out;
}

/** The last line of what stands before line `at`: no empty line, and no beginning of the next comment. */
function lastBefore(lines: readonly string[], at: number): number {
  let last = at - 1;
  while (last > 0 && ['', '/**', '/*'].includes((lines[last] ?? '').trim())) last -= 1;
  return last;
}

export const code = defineBlockTag({
  tag: 'code',
  attributes: v.strictObject({
    title: v.string(),
    file: v.string(),
    /** The first and the last line shown: the first that contain these texts. Left out: the file's first and last. */
    from: v.optional(v.string()),
    to: v.optional(v.string()),
    /** Instead of `to`: the first line that is not shown any more. */
    before: v.optional(v.string()),
    /** Lines that contain one of these are marked. */
    mark: v.optional(v.array(v.string()), []),
  }),
  build({ title, file, from, to, before, mark }, node, context) {
    const complain = (message: string): undefined => {
      context.problems.add(lineOf(node), `code: ${message}`);
      return undefined;
    };
    const source = context.readSource(file);
    if (source === undefined) return complain(`There is no file ${file}.`);
    const texts = source.trimEnd().split('\n');
    const first = from === undefined ? 0 : texts.findIndex((text) => text.includes(from));
    if (first < 0) return complain(`${file} has no line with “${from}”.`);
    const end = before ?? to;
    const found = end === undefined ? -1 : texts.findIndex((text, at) => at >= first && text.includes(end));
    if (end !== undefined && found < 0)
      return complain(`${file} has no line with “${end}” after “${from ?? 'its start'}”.`);
    const last =
      end === undefined ? texts.length - 1 : before === undefined ? found : lastBefore(texts, found);
    if (last - first >= MOST_LINES)
      return complain(`${last - first + 1} lines are too many; at most ${MOST_LINES}.`);
    const shown = texts.slice(first, last + 1);
    for (const text of mark) {
      if (!shown.some((line) => line.includes(text))) complain(`No line that is shown contains “${text}”.`);
    }
    /* The whole file is highlighted, so that a quotation from inside a comment or a template keeps its colours. */
    const highlighted = context.highlight(source);
    const indent = commonIndent(shown);
    return {
      type: 'code',
      title,
      file,
      lines: shown.map((line, at) => ({
        number: first + at + 1,
        marked: mark.some((text) => line.includes(text)),
        tokens: withoutIndent(highlighted[first + at] ?? [], indent),
      })),
    };
  },
});
