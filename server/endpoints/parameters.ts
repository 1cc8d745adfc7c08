import type { EndpointParameter } from '../../contract/endpoints.ts';
import { HttpError } from './endpoint.ts';

/*
 * What the query of each endpoint may hold, as people are told of it: the page draws its controls from this, and a name
 * that is not here is refused. How a value is read stands in request.ts.
 */

export const choiceParameter = (
  name: string,
  choices: readonly string[],
  explain: string,
): EndpointParameter => ({ name, explain, choices: [...choices], example: choices[0] ?? '' });

export const onOffParameter = (name: string, explain: string): EndpointParameter =>
  choiceParameter(name, ['on', 'off'], explain);

/** A whole number from `least` to `most`. */
export const numberParameter = (
  name: string,
  explain: string,
  { least = 0, most, example }: { readonly least?: number; readonly most?: number; readonly example: number },
): EndpointParameter => {
  const shown = (value: number): string => value.toLocaleString('en-US');
  const range = most === undefined ? `From ${shown(least)}` : `From ${shown(least)} to ${shown(most)}`;
  return { name, explain: `${explain} ${range}.`, choices: [], example: `${example}` };
};

export const textParameter = (name: string, explain: string, example: string): EndpointParameter => ({
  name,
  explain,
  choices: [],
  example,
});

export const topicParameter = textParameter('topic', 'What is published there, instead of the feed.', 'mine');

/** What any endpoint is sent besides: the number of the page's operation, which the recording reads and no endpoint needs. */
const EVERYWHERE: readonly string[] = ['op'];

/** Nobody is misled by a name that was typed wrong. What begins with `_` is let through: it keeps caches away. Throws a 400. */
export function refuseUnknown(
  query: URLSearchParams,
  path: string,
  parameters: readonly EndpointParameter[] = [],
): void {
  const known = parameters.map(({ name }) => name);
  for (const name of query.keys()) {
    if (known.includes(name) || EVERYWHERE.includes(name) || name.startsWith('_')) continue;
    throw new HttpError(400, {
      error: `${path} has no query parameter ${JSON.stringify(name.slice(0, 40))}.`,
      where: 'query',
      help: known.length === 0 ? 'It has none. Leave it out.' : `It has: ${known.join(', ')}.`,
    });
  }
}
