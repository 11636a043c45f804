/** The sandbox refused a call; `status` is HTTP's, `code` the sandbox's own, the message is meant for the reader. */
export class Refused extends Error {
  constructor(status, message, code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** No answer came at all: the sandbox is down or the line is cut. */
export class Unreachable extends Error {}

const ANSWER_MS = 15_000;

async function call(method, path, { body, signal, timeout = ANSWER_MS } = {}) {
  const limits = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])];
  const request = { method, signal: AbortSignal.any(limits), headers: { accept: "application/json" } };
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers["content-type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, request);
  } catch (cause) {
    throw new Unreachable("The sandbox does not answer.", { cause });
  }
  return contents(response);
}

async function contents(response) {
  const text = await response.text();
  let parsed = null;
  try {
    parsed = text ? JSON.parse(text) : null;
  } catch (cause) {
    throw new Refused(response.status, `The sandbox answered ${response.status} without JSON.`, { cause });
  }
  if (!response.ok)
    throw new Refused(
      response.status,
      parsed?.error?.message ?? `The sandbox answered ${response.status}.`,
      parsed?.error?.code,
    );
  return parsed;
}

const part = encodeURIComponent;

export async function readMessages(phone, after, wait, signal) {
  const timeout = wait * 1000 + ANSWER_MS;
  const answer = await call("GET", `/phone/${part(phone)}/messages?after=${after}&wait=${wait}`, { signal, timeout });
  if (!Array.isArray(answer?.messages)) throw new Refused(502, "The sandbox answered without messages.");
  return answer;
}

export function sendMessage(phone, body) {
  return call("POST", `/phone/${part(phone)}/messages`, { body });
}

export function readUnderstood(phone, id) {
  return call("GET", `/phone/${part(phone)}/messages/${part(id)}/understood`);
}

/** wanted: name, kind, replace. The answer: file, run, content, replaced, warnings. */
export function keepChat(phone, wanted) {
  return call("POST", `/phone/${part(phone)}/kept`, { body: wanted });
}

export async function listPhones() {
  return rows(await call("GET", "/phones"), "phones");
}

export async function listPayments(phone) {
  return rows(await call("GET", `/payments?phone=${part(phone)}`), "payments");
}

/** outcome: approve {pin} | cancel | fail {reason} | timeout */
export function settlePayment(id, outcome, body = {}) {
  return call("POST", `/payments/${part(id)}/${outcome}`, { body });
}

export async function listOrders() {
  return rows(await call("GET", "/shop/orders"), "orders");
}

export function moveOrder(id, move, body = {}) {
  return call("POST", `/orders/${part(id)}/${move}`, { body });
}

export async function listFaults() {
  return rows(await call("GET", "/faults"), "faults");
}

export function addFault(fault) {
  return call("POST", "/faults", { body: fault });
}

export function clearFaults() {
  return call("DELETE", "/faults");
}

export function resetSandbox() {
  return call("POST", "/reset", { body: {} });
}

/** Lists come under "data" or under the name of what they hold. */
function rows(answer, name) {
  const found = answer?.data ?? answer?.[name];
  if (!Array.isArray(found)) throw new Refused(502, `The sandbox answered without ${name}.`);
  return found;
}
