/** Something that takes a lane from `from` until `to`, in milliseconds; `to` is undefined while it lasts. */
export interface Occupant {
  readonly id: number;
  readonly from: number;
  readonly to: number | undefined;
}

/**
 * The lane of each occupant: the lowest that is free when it comes, so that whoever follows one that left stands in its
 * place. Lanes count from 0. Occupants must be in the order they came; the answer does not depend on when it is asked.
 */
export function assignLanes(occupants: Iterable<Occupant>): Map<number, number> {
  const lanes = new Map<number, number>();
  const freeFrom: number[] = [];
  for (const { id, from, to } of occupants) {
    let lane = freeFrom.findIndex((free) => free <= from);
    if (lane < 0) lane = freeFrom.length;
    freeFrom[lane] = to ?? Number.POSITIVE_INFINITY;
    lanes.set(id, lane);
  }
  return lanes;
}
