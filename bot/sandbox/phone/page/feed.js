import { Refused, Unreachable, readMessages } from "./api.js";

const WAIT_SECONDS = 20;
const FIRST_WAIT_SECONDS = 5;
const QUICK_MS = 250;
const CALM_MS = 400;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Listens to one phone for as long as the page is open. After a failure it says so, waits a little longer each time,
 * and goes on by itself. Listeners: messages(list), typing(bool), prompt(payment | null), online(bool), restarted().
 */
export class Feed {
  #listeners;
  #current = null;
  #sending = new Set();

  constructor(listeners) {
    this.#listeners = listeners;
  }

  start(phone) {
    this.#current?.abort();
    this.#current = new AbortController();
    this.#listen(phone, this.#current.signal);
  }

  /** What arrives is shown only once this send is settled, so the sent bubble never appears twice. */
  hold(promise) {
    const settled = promise.catch(() => null).finally(() => this.#sending.delete(settled));
    this.#sending.add(settled);
    return promise;
  }

  async #listen(phone, signal) {
    let after = 0;
    let failures = 0;
    let wait = 0;
    while (!signal.aborted) {
      const asked = performance.now();
      try {
        const answer = await readMessages(phone, after, wait, signal);
        await Promise.all(this.#sending);
        if (signal.aborted) return;
        failures = 0;
        after = this.#show(answer, after);
        wait = after > 0 ? WAIT_SECONDS : FIRST_WAIT_SECONDS;
        if (!answer.messages.length && performance.now() - asked < QUICK_MS) await pause(CALM_MS, signal);
      } catch (failure) {
        if (signal.aborted) return;
        if (!(failure instanceof Unreachable || failure instanceof Refused)) throw failure;
        failures += 1;
        wait = 0;
        this.#listeners.online(false);
        await pause(Math.min(LONGEST_PAUSE_MS, 300 * 2 ** failures), signal);
      }
    }
  }

  /** Hands one answer on; returns where to read on. A sequence that went back means the sandbox began anew. */
  #show(answer, after) {
    const last = Number(answer.seq ?? 0);
    this.#listeners.online(true);
    if (last < after) {
      this.#listeners.restarted();
      return 0;
    }
    if (answer.messages.length) this.#listeners.messages(answer.messages);
    this.#listeners.typing(Boolean(answer.typing));
    this.#listeners.prompt(answer.prompt ?? null);
    return answer.messages.reduce((highest, message) => Math.max(highest, message.seq), last);
  }
}

/** Ends early when the phone is switched, when the network comes back, or when the reader returns to the tab. */
function pause(milliseconds, signal) {
  return new Promise((resume) => {
    const end = new AbortController();
    const wake = () => {
      clearTimeout(timer);
      end.abort();
      resume();
    };
    const timer = setTimeout(wake, milliseconds);
    signal.addEventListener("abort", wake, { signal: end.signal });
    window.addEventListener("online", wake, { signal: end.signal });
    document.addEventListener("visibilitychange", () => document.hidden || wake(), { signal: end.signal });
  });
}
