import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/* axe calls these impacts; what is below them is advice. */
const GRAVE = ['serious', 'critical'];

export interface AccessibilityScope {
  /** Selector of the part to look at; without it, the whole page. */
  readonly only?: string;
  /** Selector of the part to pass over. */
  readonly without?: string;
  /** Ids of the rules to look for; without it, all. */
  readonly rules?: string[];
}

/** What axe finds in a page that keeps people out, a line for each place. */
export async function accessibilityFaults(
  page: Page,
  { only, without, rules }: AccessibilityScope = {},
): Promise<string[]> {
  /* Its newer way opens a page of its own for each run. Nothing here has a frame that would need it. */
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({
    resultTypes: ['violations'],
    /* Of WCAG 2.2; axe does not look for it unless told to. */
    rules: { 'target-size': { enabled: true } },
  });
  if (only !== undefined) axe.include(only);
  if (without !== undefined) axe.exclude(without);
  if (rules !== undefined) axe.withRules(rules);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => GRAVE.includes(impact ?? ''))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${String(target)} ${failureSummary}`),
    );
}
