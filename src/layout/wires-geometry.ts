/** Where the columns of the Wires view stand, and how high its rows are, in pixels. */
export interface WiresGeometry {
  readonly width: number;
  readonly narrow: boolean;
  readonly boxX: number;
  readonly boxWidth: number;
  readonly boxHeight: number;
  /** The wires, plug to plug. */
  readonly wireX0: number;
  readonly wireX1: number;
  readonly factsX: number;
  readonly rowHeight: number;
  /** From the top of a row to the middle of its box, and to its wire. */
  readonly boxMiddle: number;
  readonly wireMiddle: number;
  readonly waitingHeight: number;
  readonly captionHeight: number;
}

const MARGIN = 16;
const BOX_HEIGHT = 28;
const FACTS_WIDTH = 204;
/** Below this width, boxes stand above their wires. */
const NARROW_BELOW = 720;

export function wiresGeometry(width: number): WiresGeometry {
  if (width < NARROW_BELOW) {
    const boxWidth = Math.round(Math.min(260, (width - 2 * 8) * 0.46));
    return {
      width,
      narrow: true,
      boxX: 8,
      boxWidth,
      boxHeight: BOX_HEIGHT,
      wireX0: 18,
      wireX1: width - 18,
      factsX: 8 + boxWidth + 10,
      rowHeight: 62,
      boxMiddle: 16,
      wireMiddle: 47,
      waitingHeight: 88,
      captionHeight: 28,
    };
  }
  const boxWidth = Math.round(Math.min(236, Math.max(168, width * 0.18)));
  return {
    width,
    narrow: false,
    boxX: MARGIN,
    boxWidth,
    boxHeight: BOX_HEIGHT,
    wireX0: MARGIN + boxWidth + 12,
    wireX1: width - MARGIN - FACTS_WIDTH,
    factsX: width - MARGIN - FACTS_WIDTH + 16,
    rowHeight: 36,
    boxMiddle: 18,
    wireMiddle: 18,
    waitingHeight: 44,
    captionHeight: 30,
  };
}
