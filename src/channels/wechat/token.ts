/** The access token: shared by all who send, fetched by one at a time, and renewed once where the platform refuses it. */
export interface Token {
  value: string;
  /** Milliseconds since 1970, well before the platform ends it. */
  until: number;
}

/** Where processes share it; the platform's own stable token is the same for all of them anyway. */
export interface TokenCache {
  get(): Promise<Token | undefined>;
  put(token: Token): Promise<void>;
}

export interface TokenKeeper {
  token(): Promise<string>;
  /** Another one than this, which was refused. Whoever comes second gets what the first has fetched. */
  renewed(refused: string): Promise<string>;
}

export interface TokenTools {
  /** `anew`: the platform shall forget the one it has given before. */
  obtain(anew: boolean): Promise<Token>;
  now(): number;
  cache?: TokenCache;
  /** One at a time among all processes that share the cache. */
  alone?<T>(run: () => Promise<T>): Promise<T>;
}

function ownCache(): TokenCache {
  let kept: Token | undefined;
  return {
    get: async () => kept,
    put: async (token) => {
      kept = token;
    },
  };
}

function inTurn(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(run: () => Promise<T>) => {
    const mine = last.then(run, run);
    last = mine;
    return mine;
  };
}

export function createTokenKeeper(t: TokenTools): TokenKeeper {
  const { cache = ownCache(), alone = inTurn() } = t;

  async function kept(): Promise<string | undefined> {
    const token = await cache.get();
    return token && t.now() < token.until ? token.value : undefined;
  }
  async function fetched(refused?: string): Promise<string> {
    let token = await t.obtain(false);
    if (token.value === refused) token = await t.obtain(true);
    await cache.put(token);
    return token.value;
  }
  return {
    token: async () => (await kept()) ?? alone(async () => (await kept()) ?? fetched()),
    renewed: (refused) =>
      alone(async () => {
        const now = await kept();
        return now !== undefined && now !== refused ? now : fetched(refused);
      }),
  };
}
