import { testLessons } from './support/lesson-suite.ts';

testLessons((part) => part > 2);
