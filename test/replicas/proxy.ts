/** A real nginx before replicas, with the operators' own file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, temporaryFolderToRemove } from '../real.js';
import { freePort, listens } from './own.js';

/** The operators' file with these replicas in it, in a frame that nginx starts from without being root. */
export function nginxFor(ports: number[], port: number, folder: string): { conf: string; folder: string } {
  const given = readFileSync(join(ROOT, '.deploy', 'nginx.conf'), 'utf8');
  const servers = [...given.matchAll(/^ {2}server gongji-\d:8787(.*)$/gm)];
  const own = given
    .replaceAll(/^ {2}server gongji-\d:8787.*\n/gm, '')
    .replace(
      'least_conn;\n',
      `least_conn;\n${ports.map((p) => `  server 127.0.0.1:${p}${servers[0]?.[1]}\n`).join('')}`,
    )
    .replace('listen 8080', `listen 127.0.0.1:${port}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (n) => `  ${n}_temp_path ${folder}/tmp;\n`,
  );
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const conf = join(folder, 'nginx.conf');
  writeFileSync(
    conf,
    `pid ${folder}/pid;\nerror_log ${folder}/error.log warn;\nworker_processes 1;\ndaemon off;\n` +
      `events { worker_connections 4096; }\nhttp {\n  access_log off;\n${temporary.join('')}${own}}\n`,
  );
  return { conf, folder };
}

export interface Front {
  url: string;
  stop(): Promise<void>;
}

export async function startNginx(ports: number[]): Promise<Front> {
  const folder = temporaryFolderToRemove();
  const port = await freePort();
  const { conf } = nginxFor(ports, port, folder.path);
  const child: ChildProcess = spawn('nginx', ['-p', folder.path, '-c', conf], { stdio: 'inherit' });
  await listens(port);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      folder.remove();
    },
  };
}
