/** `<gongji-widget>`: one script tag on any page; everything is inside its shadow root. */
import { render } from 'preact';
import { Panel } from './app.js';
import { Client } from './client.js';
import { Session } from './session.js';
import css from './style.css';
import { words } from './words.js';

const NAME = 'gongji-widget';
const script = document.currentScript;
/** Where the script came from is where the answers come from. */
const HOME = script instanceof HTMLScriptElement && script.src ? new URL(script.src).origin : location.origin;

class GongjiWidget extends HTMLElement {
  static observedAttributes = ['title', 'greeting', 'position', 'open', 'lang'];

  private session: Session | undefined;
  private root: ShadowRoot | undefined;

  connectedCallback(): void {
    const base = (this.getAttribute('server') ?? HOME).replace(/\/$/, '');
    this.session ??= new Session(new Client(base), base, () => this.getAttribute('region') ?? undefined, {
      answer: (detail) => this.tell('answer', detail),
      handoff: (conversationId) => this.tell('handoff', { conversationId }),
      foreign: () =>
        console.error(
          `共济问答: ${location.origin} may not use ${base}. On the server set GONGJI_ALLOWED_ORIGINS=${location.origin}`,
        ),
    });
    if (!this.root) {
      this.root = this.attachShadow({ mode: 'open' });
      // A sheet of its own needs no permission from the page's Content-Security-Policy.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      this.root.adoptedStyleSheets = [sheet];
      this.addEventListener('keydown', (e) => {
        if (e.key === 'Escape' && this.floating) this.close();
      });
    }
    this.draw();
  }

  disconnectedCallback(): void {
    this.session?.end();
  }

  attributeChangedCallback(): void {
    if (this.root) this.draw();
  }

  /** Opens the panel and puts the cursor into the box. */
  open(): void {
    this.toggleAttribute('open', true);
    this.root?.querySelector('textarea')?.focus();
  }

  close(): void {
    this.toggleAttribute('open', false);
    this.root?.querySelector<HTMLButtonElement>('.launch')?.focus();
  }

  /** Asks as if typed; resolves with the answer, or undefined where it failed. */
  ask(text: string) {
    this.toggleAttribute('open', true);
    return this.session?.ask(text);
  }

  /** `inline` stands where the element does; the others float in a corner. */
  private get floating(): boolean {
    return this.getAttribute('position') !== 'inline';
  }

  private tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`gongji:${name}`, { detail, bubbles: true, composed: true }));
  }

  private draw(): void {
    const { session, root } = this;
    if (!session || !root) return;
    const open = this.hasAttribute('open') || !this.floating;
    const title = this.getAttribute('title') || words.title;
    render(
      <div
        class={`frame ${this.floating ? 'floating' : 'inline'} ${this.getAttribute('position') === 'left' ? 'left' : 'right'}`}
        lang={this.getAttribute('lang') || 'zh-CN'}
      >
        {open ? (
          <section role={this.floating ? 'dialog' : 'region'} aria-label={title} part="dialog">
            <Panel
              session={session}
              title={title}
              greeting={this.getAttribute('greeting') || words.greeting}
              onClose={this.floating ? () => this.close() : undefined}
            />
          </section>
        ) : (
          <button
            type="button"
            class="launch"
            part="launcher"
            aria-label={words.open}
            onClick={() => this.open()}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z" />
            </svg>
            <span>{title}</span>
          </button>
        )}
      </div>,
      root,
    );
  }
}

// Loaded twice, the first one stays.
if (!customElements.get(NAME)) customElements.define(NAME, GongjiWidget);
