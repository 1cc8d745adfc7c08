import { describe, expect, it } from 'vitest';
import { chromiumArguments } from './browser.ts';
import { defaultDataFolder, parseStartOptions } from './options.ts';

describe('wire101 start', () => {
  it('has defaults for every option', () => {
    expect(parseStartOptions([])).toEqual({
      port: 5100,
      host: undefined,
      dataFolder: defaultDataFolder(),
      recordFile: undefined,
      open: true,
    });
  });

  it('takes what it is told', () => {
    const args = '--port 6100 --host 127.0.0.1 --no-open --data /data --record /all.w101'.split(' ');
    expect(parseStartOptions(args)).toEqual({
      port: 6100,
      host: '127.0.0.1',
      dataFolder: '/data',
      recordFile: '/all.w101',
      open: false,
    });
  });

  it('says in one line what it does not understand, and where help is', () => {
    expect(() => parseStartOptions(['--prot', '1'])).toThrow("Unknown option '--prot'. See wire101 --help.");
    expect(() => parseStartOptions(['extra'])).toThrow(
      /^Unexpected argument 'extra'\. See wire101 --help\.$/,
    );
    for (const port of ['65533', '-1', '5e3', '']) {
      expect(() => parseStartOptions([`--port=${port}`])).toThrow(`not "${port}"`);
    }
  });

  it('keeps its data where each operating system wants it', () => {
    expect(defaultDataFolder({}, 'linux', '/home/ada')).toBe('/home/ada/.local/share/wire101');
    expect(defaultDataFolder({ XDG_DATA_HOME: '/xdg' }, 'linux', '/home/ada')).toBe('/xdg/wire101');
    expect(defaultDataFolder({ XDG_DATA_HOME: 'relative' }, 'linux', '/home/ada')).toBe(
      '/home/ada/.local/share/wire101',
    );
    expect(defaultDataFolder({}, 'darwin', '/Users/ada')).toBe(
      '/Users/ada/Library/Application Support/wire101',
    );
  });

  it("starts Chromium with a profile of its own in which only the lab's key is trusted", () => {
    const args = chromiumArguments({ url: 'http://localhost:5100', dataFolder: '/data', spkiHash: 'abc=' });
    expect(args).toContain('--user-data-dir=/data/browser');
    expect(args).toContain('--ignore-certificate-errors-spki-list=abc=');
    expect(args.at(-1)).toBe('http://localhost:5100');
  });
});
