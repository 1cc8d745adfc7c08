import { testLessons } from './support/lesson-suite.ts';

/* In two files, so that they run at the same time. */
testLessons((part) => part <= 2);
