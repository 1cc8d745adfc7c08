import * as v from 'valibot';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { lessonActionSchema, solutionStepSchema } from '../../contract/lesson-actions.ts';
import { BROWSER_NAMES } from '../../contract/lesson.ts';
import { labSettingsPatchSchema } from '../../contract/settings.ts';
import { findCheck } from '../../trace/checks/registry.ts';
import { isSpecReference } from '../../wire/spec.ts';
import { argumentIssues, issueText } from './issues.ts';
import type { Problems } from './problems.ts';

const text = v.pipe(v.string(), v.minLength(1));
const id = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]*$/, 'An id has small letters, digits and hyphens only.'),
);

/** The front matter of a lesson. Every key must be there and no other; see docs/writing-lessons.md. */
export const frontMatterSchema = v.strictObject({
  title: text,
  summary: text,
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60)),
  buildsOn: v.array(id),
  spec: v.pipe(
    v.array(
      v.custom<string>(
        (input) => typeof input === 'string' && isSpecReference(input),
        'This is no citation that wire/spec.ts knows.',
      ),
    ),
    v.minLength(1),
  ),
  settings: labSettingsPatchSchema,
  goals: v.pipe(
    v.array(
      v.strictObject({
        id,
        title: text,
        check: text,
        args: v.record(v.string(), v.unknown()),
        hint: text,
        elsewhere: v.exactOptional(v.record(v.picklist(BROWSER_NAMES), text)),
      }),
    ),
    v.minLength(2, 'A lesson has at least two goals.'),
  ),
  solution: v.pipe(v.array(solutionStepSchema), v.minLength(1)),
  nearMisses: v.array(
    v.strictObject({
      title: text,
      steps: v.pipe(v.array(lessonActionSchema), v.minLength(1)),
      goals: v.pipe(v.array(id), v.minLength(1)),
      forMs: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(30_000)),
    }),
  ),
});
export type FrontMatter = v.InferOutput<typeof frontMatterSchema>;

type Path = readonly (string | number)[];

/** The line in the lesson's file of what stands at `path`, or of the nearest thing around it. */
function lineOf(document: Document, counter: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line + 1;
  }
  return 2;
}

/** Reads and checks the front matter; `undefined` when it is not usable, and `problems` says why. */
export function readFrontMatter(yaml: string | undefined, problems: Problems): FrontMatter | undefined {
  if (yaml === undefined) {
    problems.add(1, 'The lesson has no front matter: it begins with a line of three hyphens.');
    return undefined;
  }
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  /* The line of hyphens before it is not part of the YAML. */
  for (const error of document.errors) problems.add(counter.linePos(error.pos[0]).line + 1, error.message);
  if (document.errors.length > 0) return undefined;

  const parsed = v.safeParse(frontMatterSchema, document.toJS());
  if (!parsed.success) {
    for (const issue of parsed.issues) {
      const path = (issue.path ?? []).map(({ key }) => key as string | number);
      problems.add(lineOf(document, counter, path), issueText(issue));
    }
    return undefined;
  }
  checkGoals(parsed.output, (path, message) => problems.add(lineOf(document, counter, path), message));
  return parsed.output;
}

/** What the schema cannot say: checks exist, their arguments fit, and goals that are named exist. */
function checkGoals(matter: FrontMatter, complain: (path: Path, message: string) => void): void {
  const known = new Set<string>();
  matter.goals.forEach((goal, at) => {
    if (known.has(goal.id)) complain(['goals', at, 'id'], `There are two goals with the id ${goal.id}.`);
    known.add(goal.id);
    const check = findCheck(goal.check);
    if (!check) {
      complain(['goals', at, 'check'], `There is no check ${goal.check} in trace/checks/registry.ts.`);
      return;
    }
    for (const message of argumentIssues(check.args, goal.args, 'args'))
      complain(['goals', at, 'args'], message);
  });
  const solved = new Set<string>();
  matter.solution.forEach((step, at) => {
    if (step.type !== 'wait-for') return;
    if (!known.has(step.goal)) complain(['solution', at, 'goal'], `There is no goal ${step.goal}.`);
    solved.add(step.goal);
  });
  for (const goal of known) {
    if (!solved.has(goal)) complain(['solution'], `The solution never waits for the goal ${goal}.`);
  }
  matter.nearMisses.forEach((miss, at) => {
    miss.goals.forEach((goal, i) => {
      if (!known.has(goal)) complain(['nearMisses', at, 'goals', i], `There is no goal ${goal}.`);
    });
  });
}
