import { createContext } from 'svelte';
import type { Operations } from '../operations/operations.ts';
import type { Lab } from './lab.svelte.ts';
import type { Stage } from './stage.ts';

/*
 * What the screens are given. A stage that is exchanged (live lab, opened recording) remounts what lies below it, so a
 * component reads these once, at its start.
 */
export const [useStage, provideStage] = createContext<Stage>();
export const [useOperations, provideOperations] = createContext<Operations>();
/** For the shell only: connection, notices, trust, recordings. Views need nothing but the two above. */
export const [useLab, provideLab] = createContext<Lab>();
