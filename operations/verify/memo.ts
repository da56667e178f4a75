/** Does the work of each key once, however many ask for it, also at the same time. */
export class Memo {
  private readonly known = new Map<string, Promise<unknown>>();

  once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const running = this.known.get(key);
    if (running !== undefined) return running as Promise<T>;
    const begun = work();
    this.known.set(key, begun);
    return begun;
  }
}
