/** The platform's XML, read strictly: one flat <xml>, each field once; and written so that any text survives. */
import { isUtf8 } from 'node:buffer';
import { SaxesParser } from 'saxes';

export type Fields = ReadonlyMap<string, string>;

/** The platform nests two or three deep, in events that nobody reads. */
const DEEPEST = 6;
/** XML 1.0 knows no others; what is no character there is left out when writing. */
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const CDATA = /<!\[CDATA\[[\s\S]*?\]\]>/g;

function refuse(what: string): never {
  throw new Error(`XML: ${what}`);
}

/**
 * Fields directly below <xml>; what lies deeper must be well-formed and is not read. Throws where it is anything but
 * elements and text: no DOCTYPE, no entity beyond the five, no character by number, no comment, no instruction,
 * no attribute, no field twice.
 */
export function readXml(bytes: Buffer): Fields {
  if (!isUtf8(bytes)) refuse('no UTF-8');
  const text = bytes.toString('utf8');
  const fields = new Map<string, string>();
  const seen = new Set<string>();
  const path: string[] = [];
  let value = '';
  let nested = false;
  const parser = new SaxesParser({ position: false });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') refuse('another encoding');
  });
  parser.on('doctype', () => refuse('a DOCTYPE'));
  parser.on('comment', () => refuse('a comment'));
  parser.on('processinginstruction', () => refuse('an instruction'));
  parser.on('opentag', ({ name, attributes }) => {
    if (Object.keys(attributes).length > 0) refuse('an attribute');
    if (path.length === 0 && name !== 'xml') refuse('another root');
    if (path.length === 1) {
      if (seen.has(name)) refuse('a field twice');
      seen.add(name);
      value = '';
      nested = false;
    }
    nested ||= path.length > 1;
    if (path.push(name) > DEEPEST) refuse('too deep');
  });
  const said = (part: string): void => {
    if (path.length === 1 && part.trim() !== '') refuse('text between fields');
    if (path.length === 2) value += part;
  };
  parser.on('text', said);
  parser.on('cdata', said);
  parser.on('closetag', ({ name }) => {
    if (path.length === 2 && !nested) fields.set(name, value);
    path.pop();
  });
  parser.write(text).close();
  if (/&#/.test(text.replace(CDATA, ''))) refuse('a character by number');
  return fields;
}

const cdata = (text: string): string =>
  `<![CDATA[${text.replace(NO_CHARACTER, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

/** Numbers stand bare, text in CDATA, as the platform writes them itself. */
export function writeXml(fields: Record<string, string | number>): string {
  const inner = Object.entries(fields).map(
    ([name, value]) => `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>`,
  );
  return `<xml>${inner.join('')}</xml>`;
}
