/**
 * A client for Concord's API in one file without dependencies, for browsers and Node 20 or newer. See docs/clients.md.
 *
 *     const concord = new Concord("https://answers.example", key);
 *     const reply = await concord.ask("is it too late to cancel?", { order_stage: "packed" });
 *     if (reply.status === "answered") show(reply.answer.html);
 *
 * @typedef {Object<string, string|number|boolean>} Context
 * @typedef {{card: string, version: number, rule: string|null, outcome: string, language: string, title: string, text: string,
 *   html: string, digest: string}} Answer the same on every channel; `html` is clean
 * @typedef {{dimension: string, kind: "choice"|"number"|"flag"|"date", question: string,
 *   options: {value: string, label: string}[]}} Need ask the customer, and call again with it in the context
 * @typedef {{status: "answered"|"needs_context"|"escalate"|"suggest", answer: Answer|null, requested_language: string,
 *   fallback: Object|null, needs: Need[], offer: Object|null, escalation: {reason: string, queue: string, message: string}|null,
 *   trust: Object|null, notice: {reason: string, text: string}|null, revision: number, as_of: string, receipt: string|null,
 *   notes?: Object|null}} Reply an offer comes after the answer, never instead of it
 * @typedef {Reply & {question: string, confidence: number,
 *   candidates: {card: string, title: string, text: string, score: number}[]}} Asked
 * @typedef {{revision: number, kind: string, thing: string, version: number|null, cards: string[]|null, effective_from: string,
 *   effective_until: string|null, recorded_at: string}} Change `cards`: whose answers it may touch; null means any
 * @typedef {{lang?: string, as_of?: string, customer_ref?: string, min_revision?: number}} More
 * @typedef {{etag: string, body: string, card: string, until: number}} Kept
 */

const MOST_KEPT_ALIVE = 15000; // Characters: requests that outlive their page carry 64 kB at most, and larger ones are refused.

/** The server could not be reached, or was silent for too long. */
export class Unreachable extends Error {}

/** A refusal (RFC 9457): `errors` name the fields; `retryAfter` says, in seconds, when to come back, if at all. */
export class Problem extends Error {
  /** @param {number} status @param {any} body @param {number|null} retryAfter */
  constructor(status, body, retryAfter) {
    super(`${status} ${body.detail ?? body.title ?? ""}`);
    this.status = status;
    this.title = body.title ?? "";
    this.detail = body.detail ?? "";
    /** @type {{field: string, code: string, message: string}[]} */
    this.errors = body.errors ?? [];
    this.reference = body.reference ?? "";
    this.retryAfter = retryAfter;
  }
}

/**
 * What was read is kept, at most `mostKept` answers, and asked for again by its tag: unchanged, it is not sent again.
 *
 * With `memorySeconds` it is not even asked for again: `/changes` is looked at when the last look is so long ago, and what it
 * does not name is given from memory, never beyond the next scheduled change. Such an answer has the receipt of the first time.
 * What is found, comes with an offer, is late with its verification or for a certain customer is always asked for.
 *
 * 429 and 503 are tried `tries` times in all, as `Retry-After` says, if that is at most `patience` seconds.
 */
export class Concord {
  /** The newest that any response carried; as `min_revision` it makes others read what was written. */
  revision = 0;
  #kept = /** @type {Map<string, Kept>} */ (new Map());
  #followed = -1;
  #currentUntil = 0; // By the clock that only goes forward, in milliseconds.
  #nextChange = Infinity;
  #following = /** @type {Promise<void>|null} */ (null);

  /**
   * @param {string} base such as "https://answers.example"; "" for the page's own site
   * @param {string} key of a channel; one in a page is everybody's, so give it the scope `answers` of a public channel only
   * @param {{language?: string, memorySeconds?: number, mostKept?: number, tries?: number, patience?: number, timeout?: number}} [options]
   */
  constructor(base, key, { language = "", memorySeconds = 0, mostKept = 1000, tries = 3, patience = 5, timeout = 10 } = {}) {
    this.#address = `${base.replace(/\/+$/, "")}/api/v1/`;
    this.#headers = { Authorization: `Bearer ${key}`, Accept: "application/json", ...(language && { "Accept-Language": language }) };
    this.#options = { memorySeconds, mostKept, tries, patience, timeout };
  }
  #address;
  #headers;
  #options;

  /** One card's answer. @param {string} card @param {Context} [context] @param {More} [more] @returns {Promise<Reply>} */
  answer(card, context = {}, more = {}) {
    const isSteady = !("customer_ref" in more || "min_revision" in more);
    return this.#read(`answers/${encodeURIComponent(card)}`, { ...context, ...more }, card, isSteady);
  }

  /** A question in anyone's words. @param {string} question @param {Context} [context] @param {More} [more] @returns {Promise<Asked>} */
  async ask(question, context = {}, { min_revision, ...more } = {}) {
    const query = min_revision ? { min_revision } : {};
    return (await this.#send("POST", "ask", query, { question, context, ...more })).json();
  }

  /** Cards by words, page by page. @param {string} q @param {{lang?: string, topic?: string, trust?: string, limit?: number}} [more] */
  search(q, more = {}) {
    return this.#pages("search", { q, ...more }, false);
  }

  /** Titles that fit what is being typed. @param {string} q @param {{lang?: string}} [more] @returns {Promise<string[]>} */
  async suggest(q, more = {}) {
    return (await this.#read("suggest", { q, ...more })).results.map((/** @type {any} */ found) => found.title);
  }

  /** @param {{lang?: string}} [more] */
  topics(more = {}) {
    return all(this.#pages("topics", more));
  }

  /** What answers may depend on: names, values, and the question to ask a customer. @param {{lang?: string}} [more] */
  dimensions(more = {}) {
    return all(this.#pages("dimensions", more));
  }

  languages() {
    return all(this.#pages("languages", {}));
  }

  /** What was said, proved. @param {string} receipt */
  receipt(receipt) {
    return this.#read(`receipts/${encodeURIComponent(receipt)}`, {});
  }

  /** `kind`: helpful, unhelpful, wrong, outdated, unclear. Scope: feedback. @param {string} card @param {string} kind @param {{comment?: string, language?: string, receipt?: string}} [more] */
  feedback(card, kind, more = {}) {
    return this.#write("feedback", { card, kind, ...more });
  }

  /** What became of an offer. @param {string} code @param {"shown"|"accepted"|"declined"|"cancelled"} outcome @param {{customer_ref?: string, order_ref?: string, receipt?: string}} [more] */
  outcome(code, outcome, more = {}) {
    return this.#write(`offers/${encodeURIComponent(code)}/outcomes`, { outcome, ...more });
  }

  /** Leave a question to a person. @param {string} question @param {Context} [context] @param {{lang?: string, receipt?: string, reason?: string, customer_ref?: string, message?: string}} [more] */
  escalate(question, context = {}, more = {}) {
    return this.#write("escalations", { question, context, ...more });
  }

  /** What took effect after a revision, complete and in order. @param {number} after @returns {AsyncGenerator<Change>} */
  changes(after) {
    return this.#pages("changes", { after }, false);
  }

  /** Look at /changes, and forget what they touch. With `memorySeconds` this happens by itself. */
  follow() {
    this.#following ??= this.#follow().finally(() => (this.#following = null));
    return this.#following;
  }

  async #follow() {
    if (this.#followed < 0) {
      this.#kept.clear();
      await this.#send("GET", "languages");
      this.#followed = this.revision;
    }
    while (!(await this.#followPage()));
  }

  /** @returns {Promise<boolean>} whether it was the last */
  async #followPage() {
    const started = performance.now();
    if (started >= this.#nextChange) this.#kept.clear(); // It has taken effect, without a new revision.
    let response;
    try {
      response = await this.#send("GET", "changes", { after: this.#followed });
    } catch (error) {
      if (!(error instanceof Problem && error.status === 400 && this.#followed)) throw error;
      this.#kept.clear(); // An older backup was restored: begin anew.
      this.#followed = this.revision = 0;
      return false;
    }
    const { results, next, revision, next_change_at } = await response.json();
    for (const { cards } of results) this.#forget(cards);
    this.#followed = revision;
    this.#nextChange = started + 1000 * secondsUntil(next_change_at, response);
    this.#currentUntil = next ? 0 : Math.min(started + 1000 * this.#options.memorySeconds, this.#nextChange);
    return !next;
  }

  /** @param {string[]|null} cards */
  #forget(cards) {
    for (const [address, { card }] of this.#kept) if (!cards || !card || cards.includes(card)) this.#kept.delete(address);
  }

  /** @param {string} path @param {Object<string, any>} query @returns {Promise<any>} */
  async #read(path, query, card = "", isSteady = true) {
    const address = addressOf(path, query);
    const started = performance.now();
    if (this.#options.memorySeconds && started >= this.#currentUntil) await this.follow();
    const kept = this.#kept.get(address);
    if (kept && started < Math.min(kept.until, this.#currentUntil)) {
      this.#keep(address, kept);
      return JSON.parse(kept.body);
    }
    const response = await this.#send("GET", path, query, undefined, kept ? { "If-None-Match": kept.etag } : {});
    if (response.status === 304 && kept) return JSON.parse(kept.body);
    const [text, etag] = [await response.text(), response.headers.get("ETag")];
    const body = JSON.parse(text);
    // Not what was read before a change that has been followed already: another host may lag behind.
    const isNew = Number(response.headers.get("Concord-Revision")) >= this.#followed;
    const until = isSteady ? started + 1000 * steadySeconds(body, response) : 0;
    if (etag && isNew) this.#keep(address, { etag, body: text, card, until });
    return body;
  }

  /** @param {string} address @param {Kept} kept */
  #keep(address, kept) {
    this.#kept.delete(address);
    this.#kept.set(address, kept);
    if (this.#kept.size > this.#options.mostKept) this.#kept.delete(this.#kept.keys().next().value ?? "");
  }

  /** @param {string} path @param {Object<string, any>} query @returns {AsyncGenerator<any>} */
  async *#pages(path, query, isSteady = true) {
    for (;;) {
      const { results, next } = await this.#read(path, query, "", isSteady);
      yield* results;
      if (!next) return;
      query = Object.fromEntries(new URL(next).searchParams);
    }
  }

  /** Done once, however often it has to be sent, and also where the page is left meanwhile. @param {string} path @param {Object} body @returns {Promise<any>} */
  async #write(path, body) {
    return (await this.#send("POST", path, {}, body, { "Idempotency-Key": randomKey() })).json();
  }

  /** @param {string} method @param {string} path @param {Object<string, any>} [query] @param {Object} [body] @param {Object<string, string>} [more] */
  async #send(method, path, query = {}, body = undefined, more = {}) {
    const headers = { ...this.#headers, ...more, ...(body && { "Content-Type": "application/json" }) };
    const address = this.#address + addressOf(path, query);
    const sent = body && JSON.stringify(body);
    const keepalive = "Idempotency-Key" in more && sent.length < MOST_KEPT_ALIVE;
    for (let left = this.#options.tries - 1; ; left--) {
      const signal = AbortSignal.timeout(1000 * this.#options.timeout);
      const response = await fetch(address, { method, headers, signal, body: sent, keepalive }).catch((error) => {
        throw new Unreachable(String(error), { cause: error });
      });
      const retryAfter = /^\d+$/.test(response.headers.get("Retry-After") ?? "") ? Number(response.headers.get("Retry-After")) : null;
      this.revision = Math.max(this.revision, Number(response.headers.get("Concord-Revision")));
      if (response.ok || response.status === 304) return response;
      const mayRetry = [429, 503].includes(response.status) && retryAfter !== null && retryAfter <= this.#options.patience;
      if (!mayRetry || !left) throw new Problem(response.status, await response.json().catch(() => ({})), retryAfter);
      await new Promise((resolve) => setTimeout(resolve, 1000 * retryAfter));
    }
  }
}

function randomKey() {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
}

/** @param {string} path @param {Object<string, any>} query */
function addressOf(path, query) {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined && value !== null));
  return parameters.size ? `${path}?${parameters}` : path;
}

/** By the server's clock, which says whole seconds: one less, to be safe. For ever, without an instant. @param {string|null} instant @param {Response} response */
function secondsUntil(instant, response) {
  const now = Date.parse(response.headers.get("Date") ?? "") || Date.now();
  return instant === null ? Infinity : (Date.parse(instant) - now) / 1000 - 1;
}

/** How long nothing but what /changes name can change it: an offer may be used up, a verification becomes late. @param {any} body @param {Response} response */
function steadySeconds({ offer, trust }, response) {
  return offer || (trust && trust.state !== "verified") ? 0 : secondsUntil(trust?.due_at ?? null, response);
}

/** @template T @param {AsyncIterable<T>} found @returns {Promise<T[]>} */
async function all(found) {
  const results = [];
  for await (const one of found) results.push(one);
  return results;
}
