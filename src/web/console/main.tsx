/** The console begins: theme, then the page. */
import { render } from 'preact';
import { App } from './app.js';
import { startTheme } from './theme.js';

startTheme();
const root = document.getElementById('console');
if (root) render(<App />, root);
