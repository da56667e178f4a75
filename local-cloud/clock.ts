import type { StateStore } from "./state/stateStore";

/** The local cloud's time: the machine's, moved forward by what `advance` has added up. */
export class Clock {
  private readonly store: StateStore;

  constructor(store: StateStore) {
    this.store = store;
  }

  now(): Date {
    return new Date(Date.now() + this.store.state.clockOffsetMs);
  }

  /** Moves the clock forward; it never goes back, as certificates and backups would be younger than their making. */
  async advance(milliseconds: number): Promise<Date> {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) {
      throw new RangeError(`The clock only moves forward, got ${milliseconds} ms`);
    }
    this.store.state.clockOffsetMs += milliseconds;
    await this.store.commit();
    return this.now();
  }
}
