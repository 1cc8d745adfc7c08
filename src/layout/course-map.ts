import { path as d3Path } from 'd3';

/** What the map needs of a lesson. */
export interface MapLesson {
  readonly id: string;
  readonly part: number;
  /** Ids of lessons; those that are not on the map, or come later in it, are left out. */
  readonly buildsOn: readonly string[];
}

export interface MapBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface CourseMap {
  readonly width: number;
  readonly height: number;
  /** Whether a box has room for a title: parts are columns then, else rows of numbers. */
  readonly titled: boolean;
  readonly nodes: readonly (MapBox & { readonly id: string })[];
  readonly parts: readonly (MapBox & { readonly part: number })[];
  /** From the lesson that is built on to the one that builds on it, as an SVG path. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly path: string }[];
}

/** Below this width, in CSS pixels, a title has no room beside three others. */
const TITLED_FROM = 720;

/** Sizes along the order of the parts (main) and along the lessons of one part (cross), in CSS pixels. */
interface Sizes {
  readonly main: number;
  readonly cross: number;
  readonly mainGap: number;
  readonly crossGap: number;
  /** For the title of a part, before its first lesson. */
  readonly head: number;
}
/** Between the heads and the first lessons, for edges that pass a part by. */
const LANE = 14;

function sizesFor(width: number, parts: number, longest: number): Sizes {
  if (width >= TITLED_FROM) {
    const mainGap = 44;
    const main = (width - mainGap * (parts - 1)) / Math.max(parts, 1);
    return { main, cross: 54, mainGap, crossGap: 18, head: 30 };
  }
  const [size, head] = [44, 56];
  const free = width - head - 2 * LANE - longest * size;
  return {
    main: size,
    cross: size,
    mainGap: 32,
    crossGap: Math.max(6, Math.min(24, free / Math.max(longest - 1, 1))),
    head,
  };
}

/** A lesson's place: its part's place among the parts, and its own among the lessons of the part. */
interface Place {
  readonly column: number;
  readonly row: number;
}

/**
 * A map of the course: parts beside each other, or below each other where it is narrow, with their lessons in order, and
 * a line for each lesson that another builds on. Lines that pass a part by run in lanes beside its title, one a source,
 * so that none runs behind a lesson. Empty for no lessons.
 */
export function layoutCourseMap(lessons: readonly MapLesson[], width: number): CourseMap {
  const parts = [...new Set(lessons.map(({ part }) => part))].sort((a, b) => a - b);
  const inPart = parts.map((part) => lessons.filter((lesson) => lesson.part === part));
  const places = new Map<string, Place>(
    inPart.flatMap((all, column) => all.map(({ id }, row) => [id, { column, row }] as const)),
  );
  const longest = Math.max(0, ...inPart.map((all) => all.length));
  const sizes = sizesFor(width, parts.length, longest);
  const titled = width >= TITLED_FROM;

  const links = lessons.flatMap(({ id, buildsOn }) =>
    buildsOn.flatMap((from) => {
      const [start, end] = [places.get(from), places.get(id)];
      return start && end && isBefore(start, end) ? [{ from, to: id, start, end }] : [];
    }),
  );
  const passing = links.filter(({ start, end }) => end.column - start.column > 1);
  const sources = [...new Set(passing.map(({ from }) => from))];
  const first = sizes.head + sources.length * LANE;

  const mainOf = (column: number): number => column * (sizes.main + sizes.mainGap);
  const crossOf = (row: number): number => first + row * (sizes.cross + sizes.crossGap);
  const box = (main: number, cross: number, mainSize: number, crossSize: number): MapBox =>
    titled
      ? { x: main, y: cross, width: mainSize, height: crossSize }
      : { x: cross, y: main, width: crossSize, height: mainSize };
  const extent = parts.length === 0 ? 0 : mainOf(parts.length) - sizes.mainGap;
  const depth = longest === 0 ? 0 : crossOf(longest) - sizes.crossGap;

  return {
    width: titled ? extent : depth,
    height: titled ? depth : extent,
    titled,
    nodes: [...places].map(([id, { column, row }]) => ({
      id,
      ...box(mainOf(column), crossOf(row), sizes.main, sizes.cross),
    })),
    parts: parts.map((part, column) => ({ part, ...box(mainOf(column), 0, sizes.main, sizes.head) })),
    edges: links.map(({ from, to, start, end }) => {
      const lane = sizes.head + (sources.indexOf(from) + 0.5) * LANE;
      return { from, to, path: edgePath(start, end, lane, { sizes, titled, mainOf, crossOf }) };
    }),
  };
}

const isBefore = (a: Place, b: Place): boolean =>
  a.column < b.column || (a.column === b.column && a.row < b.row);

interface Frame {
  readonly sizes: Sizes;
  readonly titled: boolean;
  readonly mainOf: (column: number) => number;
  readonly crossOf: (row: number) => number;
}

function edgePath(start: Place, end: Place, lane: number, { sizes, titled, mainOf, crossOf }: Frame): string {
  const path = d3Path();
  const at = (main: number, cross: number): [number, number] => (titled ? [main, cross] : [cross, main]);
  const middle = (row: number): number => crossOf(row) + sizes.cross / 2;
  /* Leaves and arrives along the main direction. */
  const curve = (main: number, cross: number, toMain: number, toCross: number): void => {
    const half = (main + toMain) / 2;
    path.bezierCurveTo(...at(half, cross), ...at(half, toCross), ...at(toMain, toCross));
  };

  if (start.column === end.column && end.row === start.row + 1) {
    const main = mainOf(start.column) + sizes.main / 2;
    path.moveTo(...at(main, crossOf(start.row) + sizes.cross));
    path.lineTo(...at(main, crossOf(end.row)));
  } else if (start.column === end.column) {
    /* Round the lessons between, on the side of the part before. */
    const main = mainOf(start.column);
    const out = main - Math.min(sizes.mainGap * 0.6, 12 + 5 * (end.row - start.row));
    path.moveTo(...at(main, middle(start.row)));
    path.bezierCurveTo(
      ...at(out, middle(start.row)),
      ...at(out, middle(end.row)),
      ...at(main, middle(end.row)),
    );
  } else {
    const from = mainOf(start.column) + sizes.main;
    const to = mainOf(end.column);
    path.moveTo(...at(from, middle(start.row)));
    if (end.column === start.column + 1) curve(from, middle(start.row), to, middle(end.row));
    else {
      const enter = mainOf(start.column + 1);
      const leave = mainOf(end.column - 1) + sizes.main;
      curve(from, middle(start.row), enter, lane);
      path.lineTo(...at(leave, lane));
      curve(leave, lane, to, middle(end.row));
    }
  }
  return path.toString();
}
