/** Every write there is, by name: what the writer runs, here or in its own thread. */
import * as chats from './chats.js';
import * as desk from './desk.js';
import * as forget from './forget.js';
import * as inbox from './inbox.js';
import * as turns from './turns.js';

export const OPERATIONS = {
  recordTurn: turns.recordTurn,
  addMessage: turns.addMessage,
  recordFeedback: turns.recordFeedback,
  handOff: turns.handOff,
  takeHandOff: desk.takeHandOff,
  returnHandOff: desk.returnHandOff,
  putBackHandOff: desk.putBackHandOff,
  markUnanswered: desk.markUnanswered,
  addStaff: desk.addStaff,
  changeStaff: desk.changeStaff,
  startSession: desk.startSession,
  touchSession: desk.touchSession,
  endSession: desk.endSession,
  endSessionsOf: desk.endSessionsOf,
  audit: desk.audit,
  receive: inbox.receive,
  take: inbox.take,
  complete: inbox.complete,
  fail: inbox.fail,
  sent: inbox.sent,
  keepAddress: chats.keepAddress,
  forwarded: chats.forwarded,
  deleteConversation: forget.deleteConversation,
  sweepConversations: forget.sweepConversations,
  sweepRest: forget.sweepRest,
  dropSnapshots: forget.dropSnapshots,
  saveSnapshot: forget.saveSnapshot,
} as const;

export type Operation = keyof typeof OPERATIONS;
export type Arguments<K extends Operation> =
  Parameters<(typeof OPERATIONS)[K]> extends [unknown, ...infer A] ? A : never;
export type Result<K extends Operation> = ReturnType<(typeof OPERATIONS)[K]>;
