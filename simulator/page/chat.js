// The chat page: one person's chat with one bot, over the simulator's control API.
// Every text becomes a text node, never markup, so nothing anybody writes can act on the page.

const $ = (id) => document.getElementById(id);

const state = {
  bots: [], bot: null, person: null,
  after: 0, messages: new Map(), action: "", editing: null,
  round: 0, // counts changes of bot or person: an answer of an older round is dropped
};

// ---- small helpers

function el(tag, set = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(set)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((each) => each !== null && each !== undefined));
  return node;
}

async function ask(path, body) {
  const request = body === undefined ? {} : {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  };
  const answer = await fetch(`/simulator${path}`, request);
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error ?? "the simulator refused");
  return told;
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const initial = (name) => [...(name || "?")][0].toUpperCase();

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 3500);
}

function path(rest) { return `/bots/${encodeURIComponent(state.bot.token)}/${rest}`; }

async function act(name, given = {}) {
  try {
    return await ask(path(`act/${name}`), { person: state.person, ...given });
  } catch (problem) {
    toast(problem.message);
    return null;
  }
}

// ---- formatted text

const WRAPS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote" };

function formatted(text, entities) {
  return pieces(text, 0, text.length, [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length));
}

function pieces(text, from, to, entities) {
  const out = document.createDocumentFragment();
  let at = from;
  let rest = entities;
  while (rest.length) {
    const first = rest[0];
    const end = Math.min(first.offset + first.length, to);
    const inside = rest.slice(1).filter((each) => each.offset < end);
    rest = rest.slice(1).filter((each) => each.offset >= end);
    if (first.offset > at) out.append(text.slice(at, first.offset));
    out.append(wrapped(first, text.slice(first.offset, end), pieces(text, first.offset, end, inside)));
    at = end;
  }
  out.append(text.slice(at, to));
  return out;
}

function wrapped(entity, plain, content) {
  if (entity.type in WRAPS) return el(WRAPS[entity.type], {}, content);
  if (entity.type === "url") return link(plain.includes("://") ? plain : `https://${plain}`, content);
  if (entity.type === "text_link") return link(entity.url, content);
  if (entity.type === "bot_command") return el("button", { type: "button", className: "link", onclick: () => say(plain) }, content);
  if (entity.type === "spoiler") {
    return el("button", { type: "button", className: "link spoiler", onclick: (e) => e.currentTarget.classList.add("open") }, content);
  }
  return content;
}

// A link that starts a bot stays in the page, as it stays in Telegram.
function startLink(address) {
  let url;
  try { url = new URL(address); } catch { return null; }
  if (!["t.me", "telegram.me"].includes(url.hostname)) return null;
  const name = url.pathname.slice(1).toLowerCase();
  const bot = state.bots.find((each) => each.username.toLowerCase() === name);
  return bot ? { bot, code: url.searchParams.get("start") } : null;
}

function link(address, content, className = "") {
  const start = startLink(address);
  if (start) {
    return el("a", { href: "#", className, onclick: async (e) => { e.preventDefault(); await press(start); } }, content);
  }
  const safe = /^(https?|tg|mailto):/i.test(address);
  return safe ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer", className }, content) : el("span", { className }, content);
}

async function press({ bot, code }) {
  if (bot.token !== state.bot.token) await choose({ bot });
  await say(code ? `/start ${code}` : "/start");
}

// ---- one message

const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const LOCK = "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z";
const SHEET = "M7 3h7l4 4v14H7zM14 3v4h4";

function icon(d, label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  if (label) { svg.setAttribute("role", "img"); svg.setAttribute("aria-label", label); } else svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", d);
  svg.append(line);
  return svg;
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function attachment(message) {
  const { kind, file, details } = message;
  if (kind === "photo") return el("img", { className: "picture", src: file.path, width: details.width, height: details.height, alt: message.text || "Photo" });
  if (kind === "voice" || kind === "video_note") {
    return el("div", {}, el("audio", { src: file.path, controls: true, preload: "metadata", "aria-label": `Voice note, ${details.duration} s` }));
  }
  if (kind === "document") {
    return el("a", { className: "document", href: file.path, download: file.name },
      el("span", { className: "sheet" }, icon(SHEET)),
      el("span", {}, el("strong", {}, file.name), el("small", {}, size(file.size))));
  }
  if (kind === "sticker") return el("div", { className: "sticker" }, details.emoji ?? "Sticker");
  if (kind === "location") return el("div", {}, `Location ${details.latitude.toFixed(4)}, ${details.longitude.toFixed(4)}`);
  if (kind === "contact") return el("div", {}, `Contact ${details.first_name} ${details.phone_number}`);
  if (kind === "poll") {
    return el("div", {}, el("strong", {}, details.question), el("ul", { className: "options" }, ...details.options.map((each) => el("li", {}, each.text))));
  }
  return null;
}

function buttonsOf(message) {
  if (!message.buttons.length) return null;
  return el("div", { className: "buttons" }, ...message.buttons.map((row) => el("div", { className: "line" }, ...row.map((button) => {
    if (button.url) return link(button.url, button.text);
    return el("button", { type: "button", onclick: async (event) => {
      event.currentTarget.setAttribute("aria-busy", "true");
      const target = event.currentTarget;
      if ("callback_data" in button) await act("tap", { message_id: message.id, data: button.callback_data });
      else toast("This kind of button does nothing here.");
      target.removeAttribute("aria-busy");
    } }, button.text);
  }))));
}

function bubble(message, before) {
  const mine = !message.from_bot;
  const turned = before && before.from_bot !== message.from_bot;
  const replied = message.reply_to && state.messages.get(message.reply_to);
  return el("li", { className: ["message", mine && "mine", turned && "turned"].filter(Boolean).join(" ") },
    el("div", { className: "bubble" },
      replied ? el("span", { className: "quote" }, replied.text || replied.kind) : null,
      attachment(message),
      message.text ? el("div", { className: "words" }, formatted(message.text, message.entities)) : null,
      el("div", { className: "meta" },
        mine && message.id === lastOwn()?.id ? el("button", { type: "button", className: "link", onclick: () => edit(message) }, "edit") : null,
        message.protected ? icon(LOCK, "Protected from forwarding") : null,
        message.edited ? el("span", {}, "edited") : null,
        el("time", { dateTime: message.date }, TIME.format(new Date(message.date))))),
    buttonsOf(message));
}

// ---- the list

function lastOwn() {
  return [...state.messages.values()].filter((each) => !each.from_bot && !each.deleted && ["text", "photo", "document"].includes(each.kind)).pop();
}

function draw(fresh = new Set()) {
  const focus = focusedButton();
  const nodes = [];
  let before = null;
  for (const message of state.messages.values()) {
    if (message.deleted) continue;
    const day = DAY.format(new Date(message.date));
    if (!before || DAY.format(new Date(before.date)) !== day) nodes.push(el("li", { className: "day" }, day));
    const node = bubble(message, before);
    node.dataset.id = message.id;
    if (fresh.has(message.id)) node.classList.add("fresh");
    nodes.push(node);
    before = message;
  }
  $("messages").replaceChildren(...nodes);
  restoreFocus(focus);
  if (fresh.size) toEnd();
}

// Drawing anew must not take the keyboard's place in the chat away.
function focusedButton() {
  const node = document.activeElement?.closest?.("#messages li");
  if (!node) return null;
  return { id: node.dataset.id, at: [...node.querySelectorAll("button, a")].indexOf(document.activeElement) };
}

function restoreFocus(focus) {
  if (!focus) return;
  const node = document.querySelector(`#messages li[data-id="${focus.id}"]`);
  const same = node && [...node.querySelectorAll("button, a")][focus.at];
  (same ?? ($("composer").hidden ? $("scroll") : $("text"))).focus({ preventScroll: true });
}

// ---- following the chat

async function follow(round) {
  let first = true;
  while (round === state.round) {
    let seen;
    try {
      seen = await ask(path("chat"), { person: state.person, after: state.after, action: state.action, timeout: first ? 0 : 25 });
    } catch {
      if (round !== state.round) return;
      status("the simulator does not answer");
      await sleep(1000);
      continue;
    }
    if (round !== state.round) return;
    take(seen, first);
    first = false;
  }
}

function take(seen, first) {
  if (seen.now < state.after) state.messages.clear();
  state.after = seen.now;
  state.action = seen.action;
  const fresh = new Set(first ? [] : seen.messages.filter((each) => !state.messages.has(each.id)).map((each) => each.id));
  for (const message of seen.messages) state.messages.set(message.id, message);
  if (seen.messages.length || first) draw(fresh);
  if (first) toEnd();
  else seen.answers.forEach(answered);
  const started = seen.started || state.messages.size > 0;
  $("start").hidden = started;
  $("unblock").hidden = !seen.blocked;
  $("composer").hidden = !started || seen.blocked;
  $("block").hidden = seen.blocked;
  $("empty").hidden = started;
  $("empty-text").textContent = state.bot.description || `Press Start to talk to ${state.bot.name}.`;
  keyboard(seen.keyboard);
  const doing = { typing: "typing…", upload_document: "sending a document…", upload_photo: "sending a photo…", record_voice: "recording…" };
  status(seen.action ? doing[seen.action] ?? "busy…" : "bot", Boolean(seen.action));
}

function status(text, busy = false) {
  $("status").textContent = text;
  $("status").classList.toggle("busy", busy);
}

function answered(answer) {
  if (!answer.text) return;
  if (answer.alert) {
    $("alert-text").textContent = answer.text;
    $("alert").showModal();
  } else toast(answer.text);
}

function keyboard(markup) {
  const rows = markup?.keyboard ?? [];
  $("keyboard").hidden = !rows.length;
  $("keyboard").replaceChildren(...rows.map((row) => el("div", { className: "line" }, ...row.map((key) =>
    el("button", { type: "button", onclick: () => say(key.text ?? key) }, key.text ?? key)))));
}

// ---- saying

async function say(text) { return act("say", { text }); }

function edit(message) {
  state.editing = message.id;
  $("editing").hidden = false;
  $("editing-text").textContent = message.text;
  $("text").value = message.text;
  grow();
  $("text").focus();
}

function stopEditing() {
  state.editing = null;
  $("editing").hidden = true;
  $("text").value = "";
  grow();
}

function grow() {
  const box = $("text");
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

async function send(event) {
  event?.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  const done = state.editing ? await act("edit", { message_id: state.editing, text }) : await say(text);
  if (done) stopEditing();
}

$("composer").addEventListener("submit", send);
$("text").addEventListener("input", () => { grow(); commandsFor($("text").value); });
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  else if (event.key === "ArrowUp" && !$("text").value && lastOwn()) { event.preventDefault(); edit(lastOwn()); }
  else if (event.key === "Escape" && state.editing) stopEditing();
});
$("stop-editing").addEventListener("click", stopEditing);
$("start").addEventListener("click", async () => {
  await say(pendingCode ? `/start ${pendingCode}` : "/start");
  pendingCode = null;
  $("text").focus();
});
$("unblock").addEventListener("click", () => act("unblock"));
$("block").addEventListener("click", () => { close("attach"); act("block"); });

// ---- menus

function toggle(name, open = $(name).hidden) {
  for (const each of ["commands", "attach"]) {
    const shown = each === name && open;
    $(each).hidden = !shown;
    $(`${each}-button`).setAttribute("aria-expanded", String(shown));
  }
}
function close(name) { toggle(name, false); }

// The commands of the narrowest scope that has any, in the person's language if there are such.
function commandsHere() {
  const sets = state.bot?.commands ?? [];
  for (const scope of [`chat:${state.person.id}`, "all_private_chats", "default"]) {
    for (const language of [state.person.language_code, ""]) {
      const found = sets.find((each) => each.scope === scope && each.language === language);
      if (found) return found.commands;
    }
  }
  return [];
}

function showCommands(commands) {
  $("commands").replaceChildren(...commands.map((each) =>
    el("button", { type: "button", role: "menuitem", onclick: async () => { close("commands"); stopEditing(); await say(`/${each.command}`); $("text").focus(); } },
      `/${each.command}`, el("span", {}, each.description))));
}

function commandsFor(typed) {
  const matching = /^\/\w*$/.test(typed) ? commandsHere().filter((each) => `/${each.command}`.startsWith(typed.toLowerCase())) : [];
  if (matching.length) { showCommands(matching); toggle("commands", true); } else if (!$("commands").hidden) close("commands");
}

$("commands-button").addEventListener("click", () => {
  showCommands(commandsHere());
  toggle("commands");
  if (!$("commands").hidden) $("commands").querySelector("button")?.focus();
});
$("attach-button").addEventListener("click", () => {
  toggle("attach");
  if (!$("attach").hidden) $("attach").querySelector("button").focus();
});
for (const name of ["commands", "attach"]) {
  $(name).addEventListener("keydown", (event) => {
    const items = [...$(name).querySelectorAll("button:not([hidden])")];
    const at = items.indexOf(document.activeElement);
    if (event.key === "ArrowDown") { event.preventDefault(); items[(at + 1) % items.length].focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); items[(at + items.length - 1) % items.length].focus(); }
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const name of ["commands", "attach"]) if (!$(name).hidden) { close(name); $(`${name}-button`).focus(); }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("footer")) close("commands");
});

// ---- sending other things

const SENDS = {
  voice: () => act("send", { kind: "voice", details: { duration: 3 } }),
  sticker: () => act("send", { kind: "sticker", details: { type: "regular", width: 512, height: 512, is_animated: false, is_video: false, emoji: "👍" } }),
  location: () => act("send", { kind: "location", details: { latitude: 60.1699, longitude: 24.9384 } }),
  poll: () => act("send", { kind: "poll", details: { question: "Which day suits you?", options: ["Monday", "Tuesday"] } }),
  photo: () => askForFile("photo", "Photo", "Leave it empty to send a sample picture."),
  document: () => askForFile("document", "Document", "Leave it empty to send a sample note."),
};

$("attach").addEventListener("click", async (event) => {
  const kind = event.target.closest("[data-send]")?.dataset.send;
  if (!kind) return;
  close("attach");
  $("text").focus();
  await SENDS[kind]();
});

let fileKind = "photo";
function askForFile(kind, title, hint) {
  fileKind = kind;
  $("file-form").reset();
  $("file-form").file.accept = kind === "photo" ? "image/png,image/jpeg,image/gif" : "";
  $("file-title").textContent = title;
  $("file-hint").textContent = hint;
  $("file").showModal();
}

async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let letters = "";
  for (let at = 0; at < bytes.length; at += 32768) letters += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return { name: file.name, mime: file.type || "application/octet-stream", data: btoa(letters) };
}

$("file-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = $("file-form");
  const given = form.file.files[0];
  const file = given ? await encoded(given) : null;
  const details = form.caption.value.trim() ? { caption: form.caption.value.trim() } : {};
  $("file").close();
  await act("send", { kind: fileKind, file, details });
});
$("close-file").addEventListener("click", () => $("file").close());

// ---- who and with whom

async function choose({ bot = state.bot, person = state.person }) {
  state.bot = bot;
  state.person = person;
  state.round += 1;
  state.after = 0;
  state.action = "";
  state.messages.clear();
  $("messages").replaceChildren();
  stopEditing();
  close("attach");
  header();
  remember();
  if (bot && person) follow(state.round);
}

function header() {
  const { bot, bots, person } = state;
  $("bot-name").textContent = bot ? bot.name : "No bot yet";
  $("bot-face").textContent = bot ? initial(bot.name) : "?";
  document.title = bot ? `${bot.name} · chat` : "Chat";
  $("bot-name").hidden = bots.length > 1;
  $("bots").hidden = bots.length < 2;
  $("bots").replaceChildren(...bots.map((each) => el("option", { value: each.token, selected: each.token === bot?.token }, `${each.name} (@${each.username})`)));
  $("my-name").textContent = person ? person.first_name : "Who are you?";
  $("my-face").textContent = person ? initial(person.first_name) : "?";
  $("commands-button").hidden = !(bot && person && commandsHere().length);
  if (bot && person) return;
  const missing = bot ? "Choose who you are to begin." : "Waiting for a bot to connect to this address.";
  status(bot ? "" : "not connected");
  for (const each of ["start", "unblock", "composer", "keyboard"]) $(each).hidden = true;
  $("empty").hidden = false;
  $("empty-text").textContent = missing;
}

// The address keeps who and with whom, so that it can be opened again or in a second window.
function remember() {
  const now = new URLSearchParams();
  if (state.bot) now.set("bot", state.bot.username);
  if (state.person) now.set("person", state.person.id);
  history.replaceState(null, "", `#${now}`);
}

$("bots").addEventListener("change", () => choose({ bot: state.bots.find((each) => each.token === $("bots").value) }));

async function showPeople() {
  const people = await ask("/people");
  $("people-list").replaceChildren(...people.map((each) => el("li", {},
    el("button", { type: "button", "aria-current": String(each.id === state.person?.id), onclick: () => { $("people").close(); choose({ person: each }); } },
      el("span", { className: "face small", "aria-hidden": "true" }, initial(each.first_name)),
      el("span", {}, each.first_name, " ", el("small", {}, each.language_code))))));
  if (!$("people").open) $("people").showModal();
}

$("me").addEventListener("click", showPeople);
$("close-people").addEventListener("click", () => $("people").close());
$("new-person").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const id = 8_000_000 + Math.floor(Math.random() * 1_000_000);
  const person = { id, first_name: form.elements.name.value.trim(), language_code: form.elements.language.value };
  if (!person.first_name) return;
  await ask("/people", { person });
  form.reset();
  $("people").close();
  await choose({ person });
});

// Who looks at the newest message goes on seeing it, whatever grows or shrinks around it.
let atEnd = true;
let lastTop = 0;
function toEnd() {
  atEnd = true;
  $("scroll").scrollTop = $("scroll").scrollHeight;
}
$("scroll").addEventListener("scroll", () => {
  const scroll = $("scroll");
  const below = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight;
  // Only a person scrolls up; a shrinking page merely has more below.
  if (below < 40) atEnd = true;
  else if (scroll.scrollTop < lastTop) atEnd = false;
  lastTop = scroll.scrollTop;
  $("down").hidden = below < 200;
});
const watcher = new ResizeObserver(() => { if (atEnd) toEnd(); });
watcher.observe($("scroll"));
watcher.observe($("messages"));
$("down").addEventListener("click", toEnd);

// ---- beginning

let pendingCode = null;

async function refreshBots() {
  const bots = await ask("/bots");
  const changed = JSON.stringify(bots.map(({ waiting, ...rest }) => rest)) !== JSON.stringify(state.bots.map(({ waiting, ...rest }) => rest));
  state.bots = bots;
  if (!changed) return;
  const same = bots.find((each) => each.token === state.bot?.token);
  if (same) { state.bot = same; header(); } else if (bots.length) await choose({ bot: bots[0] });
}

async function begin() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  pendingCode = wanted.get("start");
  state.bots = await ask("/bots");
  const people = await ask("/people");
  const bot = state.bots.find((each) => each.username === wanted.get("bot")) ?? state.bots[0] ?? null;
  const person = people.find((each) => String(each.id) === wanted.get("person")) ?? null;
  await choose({ bot, person });
  if (!person) await showPeople();
  for (;;) {
    await sleep(2000);
    try { await refreshBots(); } catch { status("the simulator does not answer"); }
  }
}

begin();
