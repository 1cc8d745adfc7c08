import type { LabSettings } from '../../contract/settings.ts';

export type ProxySettings = Pick<
  LabSettings,
  'proxyBuffering' | 'proxyUpgrade' | 'proxyReadTimeoutS' | 'proxyHttp11'
>;

export interface NginxPlace {
  /** Everything nginx writes is in here. Its socket, `nginx.sock`, too. */
  readonly folder: string;
  /** Where the lab's server listens for nginx: a port of 127.0.0.1. */
  readonly serverPort: number;
  /** nginx as root gives its workers to another user, who may not read the folder. */
  readonly isRoot: boolean;
}

/** The socket on which nginx takes what the lab hands on. */
export const socketIn = (folder: string): string => `${folder}/nginx.sock`;

/** The configuration for these switches, as nginx reads it and as the page shows it. */
export function nginxConfiguration(settings: ProxySettings, place: NginxPlace): string {
  const { proxyBuffering, proxyUpgrade, proxyReadTimeoutS } = settings;
  // 101 is an answer of HTTP/1.1: over 1.0 there is no Upgrade (RFC 9110 §7.8).
  const version = settings.proxyHttp11 || proxyUpgrade ? '1.1' : '1.0';
  const { folder, serverPort } = place;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `    ${name}_temp_path "${folder}/${name}";`,
  );
  const upgrade = proxyUpgrade
    ? [
        '            # Upgrade is for one hop only: it has to be passed on by hand.',
        '            proxy_set_header Upgrade $http_upgrade;',
        '            proxy_set_header Connection $connection_to_server;',
      ]
    : ['            # Upgrade is not passed on: a WebSocket cannot open.'];
  return [
    '# Written by Wire 101. It is written anew, and nginx reloads it, when a proxy switch changes.',
    'daemon off;',
    ...(place.isRoot ? ['user root;'] : []),
    'worker_processes 1;',
    `pid "${folder}/nginx.pid";`,
    'error_log stderr notice;',
    '',
    'events {',
    '    worker_connections 4096;',
    '}',
    '',
    'http {',
    '    access_log off;',
    ...temporary,
    ...(proxyUpgrade
      ? [
          '',
          '    map $http_upgrade $connection_to_server {',
          '        default upgrade;',
          '        "" close;',
          '    }',
        ]
      : []),
    '',
    '    server {',
    '        # The lab takes the connections of clients, records them, and hands them on here. The',
    '        # PROXY protocol tells nginx whose they are.',
    `        listen "unix:${socketIn(folder)}" proxy_protocol;`,
    '',
    '        location / {',
    `            proxy_pass http://127.0.0.1:${serverPort};`,
    `            proxy_http_version ${version};`,
    `            proxy_buffering ${proxyBuffering ? 'on' : 'off'};`,
    `            proxy_read_timeout ${proxyReadTimeoutS}s;`,
    ...upgrade,
    '            proxy_set_header Host $http_host;',
    '            proxy_set_header X-Real-IP $proxy_protocol_addr;',
    '            proxy_set_header X-Real-Port $proxy_protocol_port;',
    '        }',
    '    }',
    '}',
    '',
  ].join('\n');
}
