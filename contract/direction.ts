/** Which way bytes travel. Never "sent" or "received": those depend on who speaks. */
export type Direction = 'client-to-server' | 'server-to-client';
export const DIRECTIONS = ['client-to-server', 'server-to-client'] as const satisfies readonly Direction[];

export function opposite(direction: Direction): Direction {
  return direction === 'client-to-server' ? 'server-to-client' : 'client-to-server';
}
