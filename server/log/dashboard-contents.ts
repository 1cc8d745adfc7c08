import type { NewEvent } from './event-log.ts';

export const DASHBOARD_EVENTS = ['orders', 'stock', 'visitors'] as const;
export type DashboardEvent = (typeof DASHBOARD_EVENTS)[number];

/** Event `n` of the dashboard, from 1 on: orders, stock and visitors take turns. The same every time. */
export function dashboardEvent(n: number): NewEvent & { readonly event: DashboardEvent } {
  const turn = Math.floor((n - 1) / DASHBOARD_EVENTS.length) + 1;
  const event = DASHBOARD_EVENTS[(n - 1) % DASHBOARD_EVENTS.length] ?? 'visitors';
  const values: Record<DashboardEvent, object> = {
    orders: { total: turn * 3, lastMinute: 3 + (turn % 4) },
    stock: { item: 'tea', left: 100 - (turn % 100) },
    visitors: { now: 40 + Math.round(20 * Math.sin(turn / 5)) },
  };
  return { event, data: JSON.stringify(values[event]) };
}
