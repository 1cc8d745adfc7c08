/** Where the page is: `#/playground`, `#/lessons`, `#/lessons/six-lanes/3`. Addresses can be shared and survive reload. What
 * follows a `?` is for moment-link.ts. */
export interface Route {
  readonly screen: 'home' | 'playground' | 'lessons';
  /** What follows the screen: `['six-lanes', '3']`. */
  readonly path: readonly string[];
}

/** Reads an address's hash. None is the home page; anything unknown is the playground. */
export function parseRoute(hash: string): Route {
  const [screen, ...path] = hash
    .replace(/^#\/?/, '')
    .replace(/\?.*$/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decodePart);
  if (screen === undefined) return { screen: 'home', path: [] };
  return screen === 'lessons' ? { screen, path } : { screen: 'playground', path: [] };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
