import * as v from 'valibot';
import type { Check } from '../../trace/checks/check.ts';
import { CHECKS } from '../../trace/checks/registry.ts';
import type { Figure } from '../../trace/figures/figure.ts';
import { FIGURES } from '../../trace/figures/registry.ts';

/* What the schemas of arguments are made of, as far as a table needs it. */
interface Described {
  readonly type: string;
  readonly wrapped?: Described;
  readonly default?: unknown;
  readonly options?: readonly string[];
  readonly entries?: Readonly<Record<string, Described>>;
}

const code = (text: string): string => `\`${text}\``;

function kindOf({ type, options }: Described): string {
  if (options) return options.map(code).join(', ');
  return { number: 'number', boolean: '`true` or `false`', string: 'text' }[type] ?? type;
}

/** `**atLeast** (number): How many.` */
function describeArgument(name: string, schema: Described): string {
  const inner = schema.type === 'optional' && schema.wrapped ? schema.wrapped : schema;
  const description = v.getDescription(inner as unknown as v.GenericSchema) ?? '';
  const { default: preset } = schema;
  const shown = typeof preset === 'string' ? preset : JSON.stringify(preset);
  const value = preset === undefined ? '' : ` Default: ${code(shown)}.`;
  const optional = schema.type === 'optional' ? ', optional' : '';
  return `${code(name)} (${kindOf(inner)}${optional}): ${description}${value}`;
}

function section({ id, summary, args }: Check | Figure): readonly [string, string] {
  const entries = Object.entries((args as unknown as Described).entries ?? {});
  const list = entries.map(([name, schema]) => `- ${describeArgument(name, schema)}`).join('\n');
  return [code(id), [summary, list].filter((part) => part !== '').join('\n\n')];
}

const part = (title: string, intro: string, items: readonly (Check | Figure)[]): string =>
  [
    `## ${title}`,
    intro,
    ...items.map((item) => {
      const [heading, body] = section(item);
      return `### ${heading}\n\n${body}`;
    }),
  ].join('\n\n');

/** docs/lesson-checks.md: what goals and the text of lessons can name. */
export function checksPage(renew: string): string {
  return `${[
    '# Checks and figures',
    `<!-- Generated from trace/checks and trace/figures. Do not edit: run \`${renew}\`. -->`,
    'What the goals of a lesson can ask of the recorded wire, and what its text can read off it. See [Writing lessons](writing-lessons.md).',
    part(
      'Checks',
      'For `goals`: `check` is the name, `args` are the arguments. Each answers _met_, _not yet_ or _cannot tell_.',
      CHECKS,
    ),
    part(
      'Figures',
      'For `measured`, `look`, `bytes` and `predict`: `figure` is the name, `args` are the arguments.',
      FIGURES,
    ),
  ].join('\n\n')}\n`;
}
