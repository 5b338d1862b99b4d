/** The console begins: theme, then the page. */
import { render } from 'preact';
import icon from '../icon.svg';
import { App } from './app.js';
import { startTheme } from './theme.js';

startTheme();
const mark = document.createElement('link');
mark.rel = 'icon';
mark.href = icon;
document.head.append(mark);
const root = document.getElementById('console');
if (root) render(<App />, root);
