/** Which lesson's recording was opened by itself, so that the next lesson may take its place. It outlives the screens. */
export const reading: { opened: string | undefined } = { opened: undefined };
