import type { FaultType } from '../../contract/faults.ts';
import type { FaultPlace } from '../state/stage.ts';
import { sheets } from '../ui/sheets.svelte.ts';

/** What the form of faults is set to. Kept while the page lives. */
class FaultPanelState {
  /** Reactive. What the next fault goes on. */
  place = $state<FaultPlace>('http1');
  /** Reactive. */
  type = $state<FaultType>('freeze');

  /** Shows the form, set to this connection or origin. */
  open(place: FaultPlace): void {
    this.place = place;
    sheets.open = 'faults';
  }
}

export const faultPanel = new FaultPanelState();
