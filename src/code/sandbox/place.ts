import type { CodePlace } from '../messages.ts';

/**
 * Where in the learner's code something came from: the first frame of a stack that names the script at `url`. Engines
 * write frames differently, but all end in `url:line:column`.
 */
export function placeInStack(stack: string | undefined, url: string): CodePlace | undefined {
  const at = stack?.indexOf(`${url}:`) ?? -1;
  if (stack === undefined || at < 0) return undefined;
  const found = /^(\d+):(\d+)/.exec(stack.slice(at + url.length + 1));
  return found ? { line: Number(found[1]), column: Number(found[2]) } : undefined;
}
