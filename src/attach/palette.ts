import { cssVariable, type Colour } from '../layout/colour.ts';

/** The colours and the typeface of the page as it is now, for what is painted. */
export interface Palette {
  readonly of: (colour: Colour) => string;
  /** The same colour for a ground that letters stand on; they are `onDeep`. */
  readonly deep: (colour: Colour) => string;
  readonly onDeep: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly line: string;
  readonly surface: string;
  readonly font: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  const kept = new Map<string, string>();
  const keep = (name: string): string => {
    let found = kept.get(name);
    if (found === undefined) kept.set(name, (found = value(name)));
    return found;
  };
  return {
    of: (colour) => keep(cssVariable(colour)),
    deep: (colour) => keep(`${cssVariable(colour)}-deep`),
    onDeep: value('--on-deep'),
    ink: value('--ink'),
    inkSoft: value('--ink-soft'),
    line: value('--line'),
    surface: value('--surface-raised'),
    font: style.fontFamily,
  };
}
