/** A path with a query, such as `/sse?split=on`. */
export const MAX_PATH_LENGTH = 2_000;

/** What is wrong with a path that somebody wrote, for people; undefined when it can be asked for. */
export function pathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) return 'A path begins with a slash, as in /sse.';
  if (path.startsWith('//')) return 'Two slashes would name another host. Begin with one.';
  if (path.length > MAX_PATH_LENGTH) return `A path has ${MAX_PATH_LENGTH} characters at most here.`;
  if (path.includes('#')) return 'What follows # is never sent. Take it out, or write %23.';
  if (!/^[\x21-\x7e]*$/.test(path))
    return 'A path has no spaces and no letters beyond ASCII. Write them as %20 and the like (RFC 3986 §2.1).';
  return undefined;
}

/** The path before `?`. */
export const pathAlone = (path: string): string => path.split('?', 1)[0] ?? '';

const queryOf = (path: string): URLSearchParams => new URLSearchParams(path.slice(pathAlone(path).length));

/** The value of a parameter; empty when it is not there. */
export const parameterOf = (path: string, name: string): string => queryOf(path).get(name) ?? '';

/** The path with that parameter, or without it when `value` is empty. The others stay where they are. */
export function withParameter(path: string, name: string, value: string): string {
  const query = queryOf(path);
  if (value === '') query.delete(name);
  else query.set(name, value);
  const text = query.toString();
  return text === '' ? pathAlone(path) : `${pathAlone(path)}?${text}`;
}
