import { FILTER_FIELDS } from '../../src/views/filter/filter-fields.ts';
import { FILTER_EXAMPLES } from '../../src/views/filter/frame-filter.ts';
import { code, table } from './markdown.ts';

/** docs/frame-filter.md: what the filter of the frame list and of the ladder understands. */
export function filterPage(renew: string): string {
  return `${[
    '# The frame filter',
    `<!-- Generated from src/views/filter. Do not edit: run \`${renew}\`. -->`,
    'The frame list and the ladder have one filter. It proposes what can be written next: press the down arrow. Conditions that stand side by side must all hold; `and`, `or`, `not` and brackets join them otherwise (`&&`, `||` and `!` are the same). Values with a space or a bracket stand in double quotes. Case does not matter.',
    table(
      ['Example', 'Shows frames'],
      FILTER_EXAMPLES.map(({ example, meaning }) => [code(example), meaning]),
    ),
    '## Fields',
    '`:`, `=` and `==` mean _is_, `!=` _is not_, `~` _contains_. A frame that does not have the field passes no comparison, `!=` neither.',
    table(
      ['Field', 'What it is', 'Takes', 'Comparisons'],
      Object.entries(FILTER_FIELDS).map(([name, { meaning, takes, comparisons }]) => [
        code(name),
        meaning,
        takes,
        code(comparisons.join(' ')),
      ]),
    ),
    '## Bounds',
    '`text` and words in quotes look at the first 65,536 bytes of what a frame carries. Conditions that read bytes are asked last, and only of frames that pass the others.',
  ].join('\n\n')}\n`;
}
