/** Where a place's files live: the folder its files already have, else one named by its sound below its province's. */
import type { FactFile, Region } from './schema.js';
import type { Placed } from './sheets.js';

export const NATION = '000000';

const folder = (file: string): string => file.split('/').slice(0, -1).join('/');
/** Folders say the place without 省, 市 …, which its short name leaves out. */
const nameOf = (r: Region): string => r.short[0] ?? r.name.replace(/(?:省|市|地区|盟|自治[州区]|县|区)$/, '');

/** Below the folder of facts; `sound` turns Chinese into letters. */
export function folderOf(
  place: string,
  files: readonly Placed<FactFile>[],
  regions: readonly Region[],
  sound: (name: string) => string,
): string {
  if (place === NATION) return 'national';
  const own = files
    .filter((f) => f.data.place === place)
    .map((f) => folder(f.file))
    .sort((a, b) => a.length - b.length)[0];
  if (own !== undefined) return own;
  const region = regions.find((r) => r.code === place);
  const name = sound(region ? nameOf(region) : place)
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
  const above =
    region?.parent && region.parent !== NATION ? `${folderOf(region.parent, files, regions, sound)}/` : '';
  // 山西 and 陕西 sound alike: the second takes its code along.
  const taken = files.some((f) => folder(f.file) === `${above}${name}` && f.data.place !== place);
  return `${above}${name}${taken ? `-${place.replace(/(?:00)+$/, '')}` : ''}`;
}
