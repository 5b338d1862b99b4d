/** Reads a line of working as a citizen would with a pocket calculator, exactly: what the expression comes to, and its numbers. */
type Fraction = readonly [bigint, bigint];

const decimal = (text: string): Fraction => {
  const [whole = '', part = ''] = text.split('.');
  return [BigInt(whole + part), 10n ** BigInt(part.length)];
};

/** `(30000 − 1300) × 85% + 40 ÷ (1 + 3%)^2`. */
class Reader {
  private at = 0;
  constructor(private readonly tokens: string[]) {}

  sum(): Fraction {
    let a = this.product();
    for (;;) {
      if (this.take('+')) {
        const b = this.product();
        a = [a[0] * b[1] + b[0] * a[1], a[1] * b[1]];
      } else if (this.take('−')) {
        const b = this.product();
        a = [a[0] * b[1] - b[0] * a[1], a[1] * b[1]];
      } else return a;
    }
  }
  private product(): Fraction {
    let a = this.power();
    for (;;) {
      if (this.take('×')) {
        const b = this.power();
        a = [a[0] * b[0], a[1] * b[1]];
      } else if (this.take('÷')) {
        const b = this.power();
        a = [a[0] * b[1], a[1] * b[0]];
      } else return a;
    }
  }
  private power(): Fraction {
    const a = this.single();
    if (!this.take('^')) return a;
    const [n] = this.single();
    return [a[0] ** n, a[1] ** n];
  }
  private single(): Fraction {
    if (this.take('(')) {
      const a = this.sum();
      if (!this.take(')')) throw new Error('unclosed');
      return a;
    }
    const token = this.tokens[this.at++] ?? '';
    if (!/^\d/.test(token)) throw new Error(`no number: ${token}`);
    const a = decimal(token.replace('%', ''));
    return token.endsWith('%') ? [a[0], a[1] * 100n] : a;
  }
  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }
  get done(): boolean {
    return this.at === this.tokens.length;
  }
}

export interface Read {
  /** Rounded half-up to the 分, as an amount is written. */
  amount: string;
  /** Every number in it, percentages by value. */
  numbers: string[];
}

const plain = ([n, d]: Fraction): string => {
  const scaled = (n * 10n ** 12n) / d;
  const text = `${scaled / 10n ** 12n}.${String(scaled % 10n ** 12n).padStart(12, '0')}`;
  return text.replace(/\.?0+$/, '');
};

export const canonicalNumber = (text: string): string => plain(decimal(text));

export function readExpression(text: string, atMost: string, below: string): Read {
  const nothing = text.endsWith(below) && below !== '';
  const [expression = '', limit] = text.slice(0, nothing ? -below.length : undefined).split(atMost);
  const tokens = expression.match(/\d+(?:\.\d+)?%?|[()+−×÷^]/g) ?? [];
  if (tokens.join('') !== expression.replaceAll(' ', '')) throw new Error(`unread: ${text}`);
  const reader = new Reader(tokens);
  let [n, d] = reader.sum();
  if (!reader.done) throw new Error(`left over: ${text}`);
  if (nothing) {
    if (n > 0n) throw new Error(`something is left: ${text}`);
    n = 0n;
  }
  if (limit !== undefined) {
    const [m, e] = decimal(limit);
    if (n * e < m * d) throw new Error(`no limit: ${text}`);
    [n, d] = [m, e];
  }
  const fen = (n * 200n + d) / (2n * d);
  const values = tokens
    .filter((t) => /^\d/.test(t))
    .map((t) => {
      const a = decimal(t.replace('%', ''));
      return plain(t.endsWith('%') ? [a[0], a[1] * 100n] : a);
    });
  return {
    amount: `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`,
    numbers: [...values, ...(limit === undefined ? [] : [plain(decimal(limit))])],
  };
}
