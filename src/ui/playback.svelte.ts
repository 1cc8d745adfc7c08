import { stepFrom, type StepUnit } from '../layout/steps.ts';
import type { Stage } from '../state/stage.ts';

/** How fast a past is played, in milliseconds of the recording a millisecond of the page. */
export const SPEEDS = [
  { speed: 1, label: 'as it was' },
  { speed: 0.1, label: '1/10' },
  { speed: 0.01, label: '1/100' },
] as const;

/** How the person moves in time: kept while the page lives, whichever recording is shown. */
class Playback {
  speed = $state(1);
  unit = $state<StepUnit>('frame');

  /** Plays what stands still, and holds what moves. */
  toggle(stage: Stage): void {
    if (stage.moving) stage.hold();
    else stage.play(this.speed);
  }

  setSpeed(stage: Stage, speed: number): void {
    this.speed = speed;
    if (stage.playing) stage.play(speed);
  }

  /** One step forward (1) or back (-1). Says whether there was one. By frame, it selects the frame it comes to. */
  step(stage: Stage, direction: 1 | -1, unit: StepUnit = this.unit): boolean {
    const step = stepFrom(stage.trace, stage.now, stage.selection.frame, unit, direction);
    if (!step) return false;
    stage.showMoment(step.t);
    if (!stage.past) stage.hold();
    if (step.frame === undefined) return true;
    const { frames, exchanges } = stage.trace;
    const op = exchanges[frames.exchange(step.frame) - 1]?.op;
    stage.select({ frame: step.frame, conn: frames.conn(step.frame), op });
    return true;
  }

  /** Shows how a frame travelled, from the moment it was complete. */
  replayFrom(stage: Stage, frame: number): void {
    stage.showMoment(stage.trace.frames.tEnd(frame));
    stage.play(this.speed);
  }
}

export const playback = new Playback();
