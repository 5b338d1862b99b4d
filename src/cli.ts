/** The command line: asks, chats, serves, and the curators' tools. Reads the environment and the clock. */
import { Command } from 'commander';
import { kbCommands } from './cli/kb.js';

export interface Home {
  root: string;
  dataStamp(): string;
}

export async function run(argv: string[], home: Home): Promise<void> {
  const program = new Command('gongji');
  program.description('共济问答：医保政策问答，离线运行，答案带出处').showHelpAfterError('（用 gongji --help 看全部命令）');
  kbCommands(program, home);
  await program.parseAsync(argv, { from: 'user' });
}
