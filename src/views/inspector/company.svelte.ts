import { COMPANIES, companyNumber, neighbourOf, type Company } from '../../layout/neighbours.ts';
import type { Stage } from '../../state/stage.ts';

/** Along what the inspector goes from frame to frame: kept while the page lives. */
class CompanyChoice {
  wanted = $state<Company>('exchange');

  /** What the selected frame is of; widest last. */
  of({ trace, selection: { frame } }: Stage): Company[] {
    if (frame === undefined || frame >= trace.frames.length) return [];
    return COMPANIES.filter((company) => companyNumber(trace, frame, company) !== undefined);
  }

  /** The next or previous frame along what was chosen, or along the connection where the frame is of no such thing. */
  neighbour(stage: Stage, direction: 1 | -1): number | undefined {
    const { frame } = stage.selection;
    const known = this.of(stage);
    const company = known.includes(this.wanted) ? this.wanted : 'connection';
    if (frame === undefined || known.length === 0) return undefined;
    return neighbourOf(stage.trace, frame, company, direction, stage.now);
  }

  step(stage: Stage, direction: 1 | -1): void {
    const frame = this.neighbour(stage, direction);
    if (frame === undefined) return;
    const op = stage.trace.exchanges[stage.trace.frames.exchange(frame) - 1]?.op;
    stage.select({ frame, conn: stage.trace.frames.conn(frame), op });
  }
}

export const companyChoice = new CompanyChoice();
