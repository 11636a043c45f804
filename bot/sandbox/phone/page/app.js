import { Refused, Unreachable, resetSandbox, sendMessage, settlePayment } from "./api.js";
import { openAttach, openPlaces, voiceNote } from "./attach.js";
import { Composer } from "./composer.js";
import { button, element } from "./element.js";
import { Faults } from "./faults.js";
import { Feed } from "./feed.js";
import { clock } from "./format.js";
import { Keep } from "./keep.js";
import { Orders } from "./orders.js";
import { Payments } from "./payments.js";
import { Phones } from "./phones.js";
import { PaymentPrompt } from "./prompt.js";
import { Sheet, openList } from "./sheet.js";
import { Thread } from "./thread.js";
import { drawTrials } from "./trials.js";

const REFRESH_MS = 4_000;
const TOAST_MS = 6_000;

const byId = (id) => document.getElementById(id);
const said = (name) => document.querySelector(`meta[name="${name}"]`).content;
const shopName = said("shop-name");
const presence = { online: false, typing: false };
let sendings = 0;
let lastSend = Promise.resolve();
let toastTimer;

const sheet = new Sheet(byId("sheet-layer"), byId("screen"));
const thread = new Thread({
  node: byId("thread"),
  pill: byId("pill"),
  announcer: byId("announcer"),
  chat: {
    shopName,
    reply: choose,
    openList: (message, opener) => openList(sheet, message, opener, choose),
    openPlaces: (opener) => openPlaces(sheet, opener, send),
    resend: ({ body, ...shown }) => send(body, shown),
  },
});
const prompt = new PaymentPrompt({
  layer: byId("prompt-layer"),
  behind: byId("screen"),
  opening: () => {
    sheet.close();
    refreshShop();
  },
  waiting: byId("waiting"),
  payee: `${shopName.toUpperCase()} (till ${said("till-number")})`,
  settle: async (payment, outcome, body) => {
    await settlePayment(payment.id, outcome, body);
    refreshShop();
  },
});
const composer = new Composer({
  text: (text) => send({ text }, { kind: "text", text }),
  voice: () => send(...voiceNote()),
});
const phones = new Phones(byId("phones"), (phone) => {
  leaveDrawer();
  openPhone(phone);
});
const keep = new Keep(byId("keep"), () => phones.current);
const payments = new Payments(byId("payments"), act);
const orders = new Orders(byId("orders"), act);
const faults = new Faults(byId("faults"), act);
const feed = new Feed({
  messages: (messages) => {
    thread.show(messages);
    refreshShop();
  },
  typing: (on) => {
    presence.typing = on;
    thread.typing(on);
    showPresence();
  },
  prompt: (payment) => prompt.show(payment),
  online: (on) => {
    presence.online = on;
    showPresence();
  },
  restarted: () => thread.clear(phones.current, ...welcome()),
});

function openPhone(phone) {
  sheet.close();
  prompt.show(null);
  keep.clear();
  thread.clear(phone, ...welcome());
  Object.assign(presence, { online: false, typing: false });
  showPresence();
  feed.start(phone);
  refreshShop();
}

function choose({ id, title }) {
  send({ reply_id: id, title }, { kind: "text", text: title });
}

/** One after the other, so that two quick messages arrive in the order they were written. */
function send(body, shown) {
  const phone = phones.current;
  const localId = `local-${(sendings += 1)}`;
  thread.pending({ ...shown, body, id: localId, from: "customer", status: "pending", at: new Date().toISOString() });
  lastSend = lastSend.then(() => deliver(phone, localId, body));
}

async function deliver(phone, localId, body) {
  try {
    const { id } = await feed.hold(sendMessage(phone, body));
    thread.sent(localId, id);
  } catch (failure) {
    thread.failed(localId, readable(failure));
  }
}

/** Runs one move of shop, rider or network; its control rests meanwhile, and a refusal is said. */
async function act(control, call) {
  control.disabled = true;
  try {
    await call();
  } catch (failure) {
    toast(readable(failure));
  } finally {
    control.disabled = false;
    refreshShop();
  }
}

/** The text of a failed call; anything but a failed call is a mistake of this page and goes on up. */
function readable(failure) {
  if (failure instanceof Refused || failure instanceof Unreachable) return failure.message;
  throw failure;
}

async function refreshShop() {
  const tasks = [
    payments.refresh(phones.current).then(showOpenCount),
    orders.refresh(),
    faults.refresh(),
    phones.refresh(),
  ];
  for (const { reason } of await Promise.allSettled(tasks)) if (reason) readable(reason);
}

function showOpenCount(count) {
  const badge = byId("open-count");
  badge.hidden = count === 0;
  badge.textContent = count;
}

function showPresence() {
  const word = !presence.online ? "connecting…" : presence.typing ? "typing…" : "online";
  const line = byId("presence");
  if (line.textContent !== word) line.textContent = word;
  line.classList.toggle("is-connecting", !presence.online);
}

function toast(message) {
  const node = byId("toast");
  node.textContent = message;
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (node.hidden = true), TOAST_MS);
}

function welcome() {
  const starters = ["Hi, I need maize flour", "Habari, nataka unga wa ugali"];
  const say = (line) =>
    button(line, { class: "starter", onclick: () => send({ text: line }, { kind: "text", text: line }) });
  return [
    element("div", { class: "notice" }, "Practice chat. Nobody outside is written to and no money moves."),
    element("div", { class: "starters" }, ...starters.map(say)),
  ];
}

function showDrawer(open) {
  byId("beside").classList.toggle("is-open", open);
  byId("panel-toggle").setAttribute("aria-expanded", String(open));
  byId(open ? "panel-close" : "panel-toggle").focus();
}

/** For what is done beside the phone and seen on it. */
function leaveDrawer() {
  if (byId("beside").classList.contains("is-open")) showDrawer(false);
}

async function startOver() {
  await resetSandbox();
  openPhone(phones.current);
}

function tick() {
  byId("clock").textContent = clock(Date.now());
}

byId("shop-name").textContent = shopName;
byId("attach").addEventListener("click", (event) => openAttach(sheet, event.currentTarget, send));
byId("panel-toggle").addEventListener("click", () => showDrawer(true));
byId("panel-close").addEventListener("click", () => showDrawer(false));
byId("beside").addEventListener("keydown", (event) => event.key === "Escape" && showDrawer(false));
byId("reset").addEventListener("click", (event) => act(event.currentTarget, startOver));
drawTrials(byId("trials"), (line) => {
  leaveDrawer();
  send({ text: line }, { kind: "text", text: line });
});
setInterval(tick, 10_000);
setInterval(() => document.hidden || refreshShop(), REFRESH_MS);
tick();
openPhone(phones.current);
if (matchMedia("(min-width: 760px)").matches) composer.focus();
