/** The command line: asks, chats, serves, and the curators' tools. Reads the environment and the clock. */
import { Command, CommanderError } from 'commander';
import { estimateCommand } from './cli/estimate.js';
import { evalCommand } from './cli/eval.js';
import { kbCommands } from './cli/kb.js';
import { moveCommand } from './cli/move.js';
import { serveCommands } from './cli/serve.js';
import { simulateCommands } from './cli/simulate.js';
import { staffCommands } from './cli/staff.js';
import { storeCommands } from './cli/store.js';
import { talkCommands } from './cli/talk.js';
import { UserError } from './errors.js';

export interface Home {
  root: string;
  /** Changes whenever a file of knowledge, templates or code was edited. */
  dataStamp(): string;
  /** Version and digest of the code: the same program gives the same answers. */
  program(): string;
}

export async function run(argv: string[], home: Home): Promise<void> {
  const program = new Command('gongji');
  program
    .description('共济问答：医保政策问答，离线运行，答案带出处')
    .showHelpAfterError('（用 gongji --help 看全部命令）')
    .exitOverride();
  talkCommands(program, home);
  estimateCommand(program, home);
  serveCommands(program, home);
  storeCommands(program, home);
  staffCommands(program);
  moveCommand(program);
  simulateCommands(program);
  kbCommands(program, home);
  evalCommand(program, home);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else if (error instanceof UserError) {
      console.error(error.message);
      for (const line of error.details) console.error(`  ${line}`);
      process.exitCode = 1;
    } else throw error;
  }
}
