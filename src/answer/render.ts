/** Precompiled Handlebars templates → plain text. Templates hold wording only; a field they lack is an error. */
import type HandlebarsTypes from 'handlebars';
import runtime from 'handlebars/runtime.js';

/** The runtime's own typing lacks its default export. */
const Handlebars = runtime as unknown as typeof HandlebarsTypes;

export type TemplateSpecs = Record<string, Parameters<typeof Handlebars.template>[0]>;
export interface Renderer {
  render(name: string, data: object): string;
  has(name: string): boolean;
  /** All of a folder, in order. */
  names(folder: string): string[];
}

/** List numbers start at one; the only helper there is. */
export const HELPERS = { next: (index: number): number => index + 1 };

export function createRenderer(specs: TemplateSpecs): Renderer {
  const hb = Handlebars.create();
  for (const [name, helper] of Object.entries(HELPERS)) hb.registerHelper(name, helper);
  const compiled = new Map(Object.entries(specs).map(([name, spec]) => [name, hb.template(spec)]));
  for (const [name, template] of compiled) if (name.startsWith('part/')) hb.registerPartial(name, template);
  return {
    has: (name) => compiled.has(name),
    names: (folder) => [...compiled.keys()].filter((name) => name.startsWith(`${folder}/`)).sort(),
    render(name, data) {
      const template = compiled.get(name);
      if (!template) throw new Error(`no template ${name}`);
      return tidy(template(data));
    },
  };
}

const tidy = (text: string): string =>
  text
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .replace(/。{2,}/g, '。')
    .trim();
