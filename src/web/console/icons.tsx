/** The pictures of the views, drawn with the pen of the text beside them. */
import type { View } from './route.js';

const PATHS: Record<View | 'out' | 'keys' | 'theme', string> = {
  lookup: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 21 21',
  inbox: 'M4 5h16v14H4zM4 13h5l1.5 3h3L15 13h5',
  unanswered:
    'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM9.2 9.4a2.9 2.9 0 1 1 4.1 2.7c-.9.4-1.3 1-1.3 2M12 17.2v.1',
  knowledge: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  insight: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6',
  staff:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.5 2.5-6 6-6s6 2.500 6 6M16 4.500a3.500 3.500 0 0 1 0 6.500M17.500 14.500c2.200.800 3.500 2.800 3.500 5.500',
  out: 'M14 4h5v16h-5M4 12h10M10 8l4 4-4 4',
  keys: 'M3 6h18v12H3zM7 10h.1M11 10h.1M15 10h.1M7 14h10',
  theme: 'M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z',
};

export const Icon = ({ name }: { name: keyof typeof PATHS }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
