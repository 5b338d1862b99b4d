/** Curators' commands over `knowledge/`, each in a file of its own. */
import type { Command } from 'commander';
import type { Home } from '../cli.js';
import { checkCommand } from './kb/check.js';
import { diffCommand } from './kb/diff.js';
import { findCommand } from './kb/find.js';
import { conflictsCommand, gapsCommand, staleCommand } from './kb/lists.js';
import { newCommand } from './kb/new.js';
import { exportCommand, importCommand } from './kb/sheets.js';
import { mapCommand, statsCommand } from './kb/stats.js';

const COMMANDS = [
  checkCommand,
  statsCommand,
  mapCommand,
  findCommand,
  staleCommand,
  conflictsCommand,
  gapsCommand,
  exportCommand,
  importCommand,
  diffCommand,
  newCommand,
];

export function kbCommands(program: Command, home: Home): void {
  const kb = program.command('kb').description('知识库工具：检查、覆盖、变化、分歧、表格');
  for (const add of COMMANDS) add(kb, home);
}
