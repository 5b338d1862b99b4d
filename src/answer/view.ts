/** What a template is given: plain data, every key always there, no figure that a fact does not carry. */
import type { Calculation, CitedFact } from '../contract.js';
import type { Fact } from '../knowledge/base.js';

export interface Line {
  label: string;
  value: string;
  period: string;
}

export interface StepGroup {
  channel: string;
  statement: string;
  steps: string[];
}

export interface Table {
  columns: string[];
  rows: string[][];
}

export interface WorkingLine {
  label: string;
  expression: string;
  amount: string;
  /** Who says so; empty for a line of arithmetic. */
  source: string;
}

export interface CalculationView {
  lead: string;
  /** Lines that all readings share. */
  lines: WorkingLine[];
  variants: { lead: string; lines: WorkingLine[] }[];
  /** What was left out, and what was taken for granted. */
  notes: string[];
}

export interface View {
  topic: string;
  title: string;
  place: string;
  scheme: string;
  /** The word that a question for yes or no gets first. */
  verdict: string;
  /** Asked for a change, and none is known: what holds now is told. */
  unchanged: boolean;
  /** Place and scheme to put before the lead where it names no place itself. */
  prefix: string;
  lead: string;
  heading: string;
  lines: Line[];
  points: string[];
  stepGroups: StepGroup[];
  table: Table | null;
  disagreements: { reason: string; sides: string[] }[];
  outranked: string[];
  earlier: string[];
  /** What is known to hold from a later day. */
  later: string[];
  refuted: { claim: string; why: string }[];
  calculation: CalculationView | null;
  sources: string[];
  notices: string[];
  /** The day, or the days, by whose rules it is answered. */
  asOf: string;
  /** The days asked about where they are not the day of asking; empty otherwise. */
  when: string;
}

/** Collects what an answer cites while it is composed. */
export interface Cited {
  facts: Fact[];
  /** Cited too, but not what the answer rests on: what held before, other sides. */
  background: Fact[];
  conflicts: { factIds: string[]; reason: string }[];
  refuted: Fact[];
}

export interface Composed {
  view: View;
  facts: CitedFact[];
  cited: Cited;
  calculation?: Calculation;
  noRule: boolean;
}
