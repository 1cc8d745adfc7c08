#!/usr/bin/env node
/*
 * Starts Wire 101. In a checkout it builds first when the build is missing or older than a source; a published package
 * brings its build along. This file is run as it is, so it keeps to what old versions of Node understand.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const LEAST_NODE = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
  console.error(
    `Wire 101 needs Node ${LEAST_NODE.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
  process.exit(1);
}

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const main = path.join(root, 'dist', 'server', 'main.js');
const page = path.join(root, 'dist', 'page', 'index.html');
const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
/** What goes into the page, and what goes into the server. */
const SHARED = ['contract', 'trace', 'wire', 'package.json'];
const PAGE_SOURCES = [...SHARED, 'src', 'lessons', 'server', 'index.html', 'vite.config.ts'];
const SERVER_SOURCES = [...SHARED, 'server', 'vite.server.config.ts'];

/** The time of the newest file in or at `place`; 0 when there is none. */
function newestMs(place) {
  if (!existsSync(place)) return 0;
  const stats = statSync(place);
  if (!stats.isDirectory()) return place.endsWith('.test.ts') ? 0 : stats.mtimeMs;
  return readdirSync(place).reduce((newest, name) => Math.max(newest, newestMs(path.join(place, name))), 0);
}

function isStale(built, sources) {
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  return sources.some((source) => newestMs(path.join(root, source)) > builtMs);
}

/** Resolves when the build is done; says what the build said only when it fails. */
function build(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', ...args], { cwd: root });
    let said = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (said += text));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(said))));
  });
}

// Sources and Vite are there in a checkout only.
if (existsSync(path.join(root, 'server')) && existsSync(vite)) {
  const builds = [];
  if (isStale(main, SERVER_SOURCES)) builds.push(['--config', 'vite.server.config.ts']);
  // Only a command that starts a lab, or runs a lesson on one, needs the page.
  const command = process.argv[2];
  const needsPage =
    command === undefined ||
    ['start', 'check-lesson', 'record-lesson'].includes(command) ||
    command.startsWith('-');
  if (needsPage && isStale(page, PAGE_SOURCES)) builds.push([]);
  if (builds.length > 0) {
    console.error('Building Wire 101. This is needed once, and after changes.');
    try {
      await Promise.all(builds.map(build));
    } catch (error) {
      console.error(`${error.message}\nThe build failed. Run npm ci, then try again.`);
      process.exit(1);
    }
  }
}
if (!existsSync(main)) {
  console.error('Wire 101 is not built here. Run npm ci, then npm run build.');
  process.exit(1);
}
await import(pathToFileURL(main).href);
